"""An import whose program was killed before the kept figures were worked out anew is made up for."""

from datetime import datetime
from pathlib import Path

import pytest

from geo import intake, upkeep
from geo.store import camera_shares, imports
from geo.store.session import reading
from geo.upkeep import camera_shares as shares
from tests import toycctv
from tests.intake.city import write
from tests.toytown import ADMIN


@pytest.fixture(scope="module", autouse=True)
def crossing(database: str) -> None:
    toycctv.settle()


def worked_out_at() -> datetime | None:
    with reading(ADMIN) as session:
        return camera_shares.worked_out_at(session)


def waiting() -> frozenset[str]:
    with reading(ADMIN) as session:
        return imports.kinds_since(session, shares.POST.post)


class TestAKilledImport:
    def test_is_made_up_for_by_whoever_comes_next(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("geo.upkeep.after", lambda _changed: None)
        path = write(tmp_path / "a.csv", {"code": "CX", "kind": "dome", "lon": 120.003, "lat": 31.003})
        assert intake.take(ADMIN, path, "cameras", crs="4490").kept == 1
        monkeypatch.undo()
        before = worked_out_at()
        assert waiting() == {"cameras"}

        upkeep.after()

        assert worked_out_at() > before
        assert waiting() == frozenset()
        after = worked_out_at()
        upkeep.after()
        assert worked_out_at() == after


class TestTheDemoCity:
    def test_that_broke_off_is_known_by_its_name_and_its_last_file(self) -> None:
        from geo.cli import server
        from geo.demo import loading

        text = (Path(loading.__file__).parent / "city.toml").read_text(encoding="utf-8")

        assert f'name_en = "{server._DEMO}"' in text
        assert list(loading._SHARES)[-1] == "incidents"
        assert not server._demo_broke_off()  # this is the toy town
        with reading(ADMIN) as session:
            assert not imports.find(session)["kind"].eq("incidents").any()
