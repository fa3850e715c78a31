"""An import whose program was killed before the kept figures were worked out anew is made up for."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from geo import intake, upkeep
from geo.store import camera_shares, imports
from geo.store.session import reading, writing
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
        return frozenset(imports.unfollowed(session, shares.POST.post, shares.KINDS).values())


def begin(session: Session) -> int:
    whence = {"file": "a.csv", "credit": "", "licence": "", "post": "tests"}
    number = imports.begin(session, sha256="0" * 64, kind="cameras", layer=None, data_date=None, **whence)
    imports.finish(session, number, read=1, kept=1, quarantined=0, skipped=0)
    return number


def killed(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take one camera in, and be killed before anything is worked out anew."""
    path = write(folder / "a.csv", {"code": code, "kind": "dome", "lon": 120.003, "lat": 31.003})
    with monkeypatch.context() as only:
        only.setattr("geo.upkeep.after", lambda _changed: None)
        assert intake.take(ADMIN, path, "cameras", crs="4490").kept == 1


class TestAKilledImport:
    def test_is_made_up_for_by_whoever_comes_next(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        killed(tmp_path, "CX", monkeypatch)
        before = worked_out_at()
        assert waiting() == {"cameras"}

        upkeep.after()

        assert worked_out_at() > before
        assert waiting() == frozenset()
        after = worked_out_at()
        upkeep.after()
        assert worked_out_at() == after

    def test_is_not_hidden_by_what_else_its_post_writes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        killed(tmp_path, "CY", monkeypatch)

        with writing(shares.POST, "import", object="something else"):
            pass

        assert waiting() == {"cameras"}

    def test_is_not_hidden_by_a_later_one_that_was_followed(self) -> None:
        upkeep.after()
        with writing(ADMIN, "import", object="two at once") as session:
            early, later = (begin(session) for _ in range(2))
            imports.follow(session, shares.POST.post, [later])

        with reading(ADMIN) as session:
            assert imports.unfollowed(session, shares.POST.post, shares.KINDS) == {early: "cameras"}

    def test_is_made_up_for_again_if_that_was_killed_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def cut_short() -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as only, pytest.raises(KeyboardInterrupt):
            only.setattr(shares, "refresh", cut_short)
            upkeep.after()

        assert waiting() == {"cameras"}


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
