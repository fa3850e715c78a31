"""``govmap cctv`` tells what the page shows, and to those who may not see cameras only shares."""

import json
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from geo.analysis.cctv import town
from geo.cli import main
from geo.cli.cctv import BY
from geo.filters import Filters
from geo.store import camera_shares
from geo.store.session import reading
from tests import toycctv, toytown


@pytest.fixture(scope="module", autouse=True)
def crossing(database: str) -> None:
    toycctv.settle()


def told(*words: str) -> dict[str, Any]:
    result = CliRunner().invoke(main, ["cctv", *words, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def rows(*words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told(*words)["rows"]
    return found


class TestByGrid:
    def test_gives_key_street_and_seen_of_every_grid(self) -> None:
        found = {row["key"]: row for row in rows("--by", "grid")}

        assert set(found) == {"A", "B"}
        assert found["A"]["street_m"] > 400
        assert 0 < found["A"]["seen_m"] < found["A"]["street_m"]
        assert found["B"]["seen_m"] == 0

    def test_agrees_with_the_tables_the_page_asks(self) -> None:
        with reading(toytown.ADMIN) as session:
            looked = town.look(**camera_shares.town(session, Filters()))

        expected = town.rows(looked.pieces, ["A", "B"])
        found = pd.DataFrame(rows("--by", "grid")).set_index("key")
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)

    def test_keeps_to_a_node_and_to_kinds_of_camera(self) -> None:
        assert [row["key"] for row in rows("--grid", "A")] == ["A"]
        turning = rows("--grid", "A", "--camera-kind", "ptz")[0]["seen_m"]
        assert 0 < turning < rows("--grid", "A")[0]["seen_m"]

    def test_counts_each_camera_of_a_neighbour_too(self) -> None:
        """A camera looks over the border of the asked node; the share of the node's street says so."""
        whole = {row["key"]: row["seen_m"] for row in rows("--by", "grid")}
        assert rows("--grid", "A")[0]["seen_m"] == whole["A"]

    def test_explains_its_columns(self) -> None:
        definitions = told("--by", "grid")["definitions"]
        assert {"key", "street_m", "seen_m", "over_m", "dori_detect_m", "iec2025_outline_m"} <= set(definitions)


class TestAGridHead:
    def test_is_told_the_same_shares_of_its_own_grid_and_no_more(self) -> None:
        found = rows("--role", "grid_head", "--scope", "A")

        assert [row["key"] for row in found] == ["A"]
        assert found[0] == pytest.approx(rows("--grid", "A")[0])

    @pytest.mark.parametrize("by", [by for by in BY if by != "grid"])
    def test_is_refused_everything_that_names_cameras_or_gaps(self, by: str) -> None:
        result = CliRunner().invoke(main, ["cctv", "--by", by, "--role", "grid_head", "--scope", "A"])

        assert result.exit_code == 1
        assert "Traceback" not in result.output

    def test_is_told_that_kinds_cannot_be_told_apart(self) -> None:
        words = ["cctv", "--role", "grid_head", "--scope", "A", "--camera-kind", "ptz"]
        result = CliRunner().invoke(main, words)

        assert result.exit_code == 1
        assert "grid_head" in result.output


class TestAdvice:
    def test_tells_where_new_cameras_would_see_most_and_how_far_from_the_best(self) -> None:
        found = rows("suggest", "--count", "2", "--grid", "A")

        assert 1 <= len(found) <= 2
        assert all(row["gain_m"] > 0 and row["gap"] >= 0 for row in found)
        assert all(120 < row["longitude"] < 120.01 for row in found)

    def test_turns_cameras_that_stand(self) -> None:
        assert {row["camera"] for row in rows("suggest", "--turn", "--count", "1")} <= {"E1", "E3", "C0", "C1", "C2"}

    def test_is_not_for_who_may_not_see_cameras(self) -> None:
        assert CliRunner().invoke(main, ["cctv", "suggest", "--role", "grid_head", "--scope", "A"]).exit_code == 1


class TestOtherAnswers:
    def test_name_a_camera_that_looks_at_a_dormitory(self) -> None:
        found = rows("--by", "privacy")

        assert ("E2", "HX2", "forbidden") in {(row["camera"], row["place"], row["kind"]) for row in found}

    def test_list_what_the_register_misses(self) -> None:
        found = {row["camera"]: row for row in rows("--by", "register")}

        assert found["E1"]["review"] == "missing"
        assert found["E1"]["unmet"] == 1
        assert found["E2"]["sign"] == "absent"
        assert found["E2"]["storage"] == "short"
        assert found["E3"]["unmet"] == 5

    def test_count_assumptions(self) -> None:
        found = {row["attribute"]: row["assumed"] for row in rows("--by", "attribute")}

        assert found["mount_m"] == 1 + 3  # the toy town's own three say nothing
        assert found["tilt_deg"] == 2 + 3

    def test_bound_the_share_from_both_sides(self) -> None:
        found = {row["case"]: row["share"] for row in rows("--by", "case")}

        assert found["worst"] <= found["usual"] <= found["best"]

    def test_rank_blind_spots_and_classes(self) -> None:
        spots = rows("--by", "blindspot", "--grid", "A")
        assert [row["score"] for row in spots] == sorted((row["score"] for row in spots), reverse=True)
        detail = {row["class"]: row["seen_m"] for row in rows("--by", "detail")}
        assert detail["dori.detect"] >= detail["dori.observe"] >= detail["dori.identify"]
