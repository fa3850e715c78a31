"""A reader does not wait for ever: an answer the database cannot give in time is given up, and that is said."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from geo.store import passes, server
from geo.web import downloads, tiles
from tests.toytown import LEADER
from tests.web.conftest import Client


@pytest.fixture
def held(town: str) -> Iterator[None]:
    """Keep the incidents to ourselves, so that whoever asks for them has to wait."""
    engine = create_engine(server.url(database=town))
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE incidents IN ACCESS EXCLUSIVE MODE"))
        yield
        connection.rollback()
    engine.dispose()


@pytest.mark.usefixtures("held")
class TestAnAnswerThatTakesTooLong:
    def test_is_no_tile_but_a_calm_word_that_no_browser_keeps(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tiles, "LONGEST", 0.2)

        answer = client.get("/tiles/incidents/12/3413/1677.mvt", {"pass": passes.issue(LEADER)})

        assert answer.status_code == 503
        assert answer.headers["cache-control"] == "no-store"
        assert "0.2 秒" in answer.content.decode()

    def test_is_no_file_but_a_calm_word(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(downloads, "LONGEST", 0.2)

        answer = client.get("/downloads/incidents.csv", {"pass": passes.issue(LEADER)})

        assert answer.status_code == 503
        assert "0.2 秒" in answer.content.decode()
