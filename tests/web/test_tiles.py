"""A tile shows what the reader may see of what was asked, and nothing else."""

import math
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text

from geo.access import Actor
from geo.filters import Filters
from geo.store import incidents, packed, passes
from geo.store.session import reading, writing
from geo.store.tiles import PACKS, Tile
from tests import toytown
from tests.toytown import ADMIN, EAST, HEAD_B, LEADER, SUPERVISOR_A, SUPERVISOR_D, SUPERVISOR_NOWHERE, WEST
from tests.web.conftest import Answer, Client


def tile_at(longitude: float, latitude: float, z: int) -> Tile:
    """Give the tile a place is in."""
    width = 2**z
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * width
    return Tile(z, int((longitude + 180) / 360 * width), int(y))


def fetch(client: Client, actor: Actor, pack: str, at: Tile, asked: Filters | None = None) -> Answer:
    query = {"pass": passes.issue(actor), "asked": (asked or Filters()).to_text()}
    return client.get(f"/tiles/{pack}/{at.z}/{at.x}/{at.y}.mvt", params=query)


def codes(body: bytes) -> set[str]:
    """Give the toy town's incident codes that stand in a tile."""
    return {found.decode() for found in re.findall(rb"I\d", body)}


def fields(body: bytes) -> Iterator[tuple[int, Any]]:
    """Read one level of a protocol buffer: numbers and values of its fields."""
    place = 0

    def number() -> int:
        nonlocal place
        value = shift = 0
        while True:
            byte = body[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while place < len(body):
        key = number()
        if key & 7 == 0:
            yield key >> 3, number()
        elif key & 7 == 2:
            length = number()
            yield key >> 3, body[place : place + length]
            place += length
        else:
            length = 8 if key & 7 == 1 else 4
            yield key >> 3, body[place : place + length]
            place += length


def counted(body: bytes) -> int:
    """Add up the property ``count`` of all features of a tile."""
    total = 0
    for field, layer in fields(body):
        assert field == 3
        parts = list(fields(layer))
        keys = [value.decode() for field, value in parts if field == 3]
        values = [next(fields(value))[1] for field, value in parts if field == 4]
        for feature in (value for field, value in parts if field == 2):
            if feature:
                tags = list(varints(next(value for field, value in fields(feature) if field == 2)))
                pairs = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
                total += pairs["count"]
    return total


def spots(body: bytes) -> list[bytes]:
    """Give the encoded place of every feature of a tile."""
    layers = [list(fields(layer)) for _, layer in fields(body)]
    features = [value for parts in layers for field, value in parts if field == 2]
    return [next(value for field, value in fields(one) if field == 4) for one in features]


def varints(body: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in body:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


@pytest.fixture(params=["database", "copy"])
def counted_by(request: pytest.FixtureRequest, client: Client) -> str:
    """Say who counts the incidents of the next tile seen from afar: the database, or the packed copy of them."""
    packed._kept.clear()
    with reading(LEADER) as session:
        if request.param == "copy":
            packed.find(session)
        assert (packed.at_hand(session) is not None) == (request.param == "copy")
    return str(request.param)


class TestATile:
    def test_shows_every_point_from_near(self, client: Client) -> None:
        answer = fetch(client, LEADER, "incidents", tile_at(*WEST, 15))

        assert answer.status_code == 200
        assert codes(answer.content) == {f"I{n}" for n in range(6)}

    @pytest.mark.usefixtures("counted_by")
    @pytest.mark.parametrize("z", [3, 9, 11, 12, 13])
    def test_counts_every_matter_once_from_afar(self, client: Client, z: int) -> None:
        wanted = {tile_at(*WEST, z), tile_at(*EAST, z)}

        assert sum(counted(fetch(client, LEADER, "incidents", at).content) for at in wanted) == 10

    @pytest.mark.usefixtures("counted_by")
    @pytest.mark.parametrize(
        "asked",
        [
            Filters(classes=("hazard",)),
            Filters(node="B"),
            Filters.from_text("since=2026-01-02&until=2026-01-04"),
            Filters(stages=("verified",), node="A"),
            Filters(hours=(11,)),
        ],
    )
    def test_means_by_a_question_what_a_count_means_by_it(self, client: Client, asked: Filters) -> None:
        with reading(LEADER) as session:
            expected = incidents.count(session, asked)

        found = [fetch(client, LEADER, "incidents", at, asked) for at in {tile_at(*WEST, 15), tile_at(*EAST, 15)}]

        assert len(set().union(*(codes(answer.content) for answer in found))) == expected
        assert counted(fetch(client, LEADER, "incidents", tile_at(*WEST, 9), asked).content) == expected

    @pytest.mark.usefixtures("counted_by")
    @pytest.mark.parametrize(
        ("actor", "seen"), [(LEADER, 10), (SUPERVISOR_D, 10), (SUPERVISOR_A, 6), (HEAD_B, 4), (SUPERVISOR_NOWHERE, 0)]
    )
    def test_shows_an_actor_what_lists_show(self, client: Client, actor: Actor, seen: int) -> None:
        assert counted(fetch(client, actor, "incidents", tile_at(*WEST, 9)).content) == seen

    @pytest.mark.parametrize("pack", sorted(PACKS))
    def test_is_there_for_every_pack_and_zoom(self, client: Client, pack: str) -> None:
        for z in (0, 8, 12, 14, 16):
            assert fetch(client, LEADER, pack, tile_at(*WEST, z)).status_code == 200

    def test_has_each_matter_in_the_same_cell_whoever_counts(self, client: Client) -> None:
        """The rows of a tile come in any order, so their points are compared as a set."""
        at = tile_at(*WEST, 11)
        packed._kept.clear()
        one = fetch(client, LEADER, "incidents", at).content
        with reading(LEADER) as session:
            packed.find(session)
        other = fetch(client, LEADER, "incidents", at).content

        assert sorted(spots(one)) == sorted(spots(other))
        assert len(spots(one)) > 1

    def test_keeps_exact_cameras_from_who_may_not_see_them(self, client: Client) -> None:
        assert fetch(client, HEAD_B, "cameras", tile_at(*EAST, 15)).status_code == 403
        assert b"C2" in fetch(client, SUPERVISOR_D, "cameras", tile_at(*EAST, 15)).content

    def test_is_new_when_the_data_are_and_else_not_sent_again(self, client: Client) -> None:
        at, address = tile_at(*WEST, 15), {"pass": passes.issue(LEADER), "asked": ""}
        path = f"/tiles/facilities/{at.z}/{at.x}/{at.y}.mvt"
        first = client.get(path, params=address)
        again = client.get(path, params=address, headers={"If-None-Match": first.headers["etag"]})
        with writing(ADMIN, "import", object="toytown") as session:
            session.execute(text("UPDATE facilities SET name = 'Home' WHERE code = 'F0'"))
        changed = client.get(path, params=address, headers={"If-None-Match": first.headers["etag"]})

        assert again.status_code == 304
        assert changed.status_code == 200
        assert b"Home" in changed.content
        assert "private" in changed.headers["cache-control"]

    def test_is_packed_when_it_is_large(self, client: Client) -> None:
        at = tile_at(*WEST, 12)
        many = (
            "INSERT INTO facilities (code, name, kind, geom) "
            "SELECT 'M' || n, 'M' || n, 'other', geom FROM facilities, generate_series(1, 200) n WHERE code = 'F1'"
        )
        with writing(ADMIN, "import", object="toytown") as session:
            session.execute(text(many))
        query = {"pass": passes.issue(LEADER), "asked": ""}

        large = client.get(f"/tiles/facilities/12/{at.x}/{at.y}.mvt", query, {"Accept-Encoding": "gzip"})
        small = client.get("/tiles/grids/14/0/0.mvt", query, {"Accept-Encoding": "gzip"})

        assert large.headers["content-encoding"] == "gzip"
        assert b"M200" in zlib.decompress(large.content, wbits=31)
        assert "content-encoding" not in small.headers


class TestAPass:
    @pytest.mark.parametrize(
        "forge",
        [
            lambda good: "",
            lambda good: good[:-1] + ("0" if good[-1] != "0" else "1"),
            lambda good: passes.issue(LEADER).split(".")[0] + "." + good.split(".")[1],
            lambda good: "é" + good,
            lambda good: "a.b.c",
        ],
    )
    def test_that_is_not_ours_opens_nothing(self, client: Client, forge: Callable[[str], str]) -> None:
        answer = client.get("/tiles/grids/9/427/207.mvt", params={"pass": forge(passes.issue(SUPERVISOR_A))})

        assert answer.status_code == 403

    def test_ends(self, client: Client) -> None:
        answer = client.get("/tiles/grids/9/427/207.mvt", params={"pass": passes.issue(LEADER, hours=-1)})

        assert answer.status_code == 403


class TestAnAddress:
    @pytest.mark.parametrize("path", ["nothing/9/1/1", "grids/9/512/1", "grids/9/1/512", "grids/30/1/1"])
    def test_of_no_tile_is_not_found(self, client: Client, path: str) -> None:
        assert client.get(f"/tiles/{path}.mvt", params={"pass": passes.issue(LEADER)}).status_code == 404

    def test_with_a_question_that_cannot_be_read_is_refused(self, client: Client) -> None:
        query = {"pass": passes.issue(LEADER), "asked": "since=yesterday"}

        assert client.get("/tiles/grids/9/427/207.mvt", params=query).status_code == 400


class TestToytown:
    def test_stands_where_these_tests_think(self) -> None:
        assert list(toytown.tree().index) == ["D", "A", "B"]
