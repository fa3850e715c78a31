"""A map of ours asks for nothing outside this app, and its style hangs together."""

import json
import re

import folium
from streamlit_folium import st_folium  # noqa: F401 - its import is what a page does

from geo.i18n import lookup, speaking
from geo.layers.gl import Canvas, Command
from geo.layers.offline import blank_map, local, remote
from geo.layers.style import SOURCES, style
from geo.settings import ROOT
from geo.store.tiles import PACKS


def figure() -> folium.Map:
    """Give the map as pages show it."""
    made = blank_map()
    Canvas(style(lookup("map.signs"))).add_to(made)
    return made


class TestTheMap:
    def test_asks_for_no_file_outside(self) -> None:
        made = figure()

        assert remote(made) == set()
        assert "https://" not in made.get_root().render()

    def test_asks_for_files_that_are_there(self) -> None:
        for _, address in [*Canvas.default_js, *Canvas.default_css, *folium.Map.default_js, *folium.Map.default_css]:
            path = address.split("?")[0].removeprefix("../../assets/")
            folder = ROOT / "geo" / "web" / "assets" / ("" if path.startswith("own/") else "vendor")
            assert (folder / path).is_file(), address

    def test_is_the_same_text_every_time_so_that_it_is_never_mounted_anew(self) -> None:
        first, second = (json.dumps(style(lookup("map.signs")), sort_keys=True) for _ in range(2))

        assert first == second


class TestAnAddress:
    def test_we_do_not_know_is_left_to_be_found_out(self) -> None:
        assert local("https://example.invalid/x.js") == "https://example.invalid/x.js"

    def test_of_our_own_stays(self) -> None:
        assert local("../../assets/own/map.js") == "../../assets/own/map.js"


class TestTheStyle:
    def test_draws_only_from_sources_and_layers_that_tiles_have(self) -> None:
        made = style(lookup("map.signs"))

        assert set(SOURCES) == set(PACKS)
        for layer in made["layers"]:
            source = layer.get("source")
            if source in SOURCES:
                assert layer["source-layer"] in SOURCES[source], layer["id"]
            elif layer["type"] != "background":
                assert source in {"areas", "lines", "points"}

    def test_has_a_sign_for_every_kind_in_both_languages(self) -> None:
        from geo.frames import FACILITY_KINDS

        for code in ("zh", "en"):
            with speaking(code):
                assert set(lookup("map.signs")) == set(FACILITY_KINDS)

    def test_needs_no_glyph_server(self) -> None:
        assert "glyphs" not in style({"other": "x"})


class TestACommand:
    def test_cannot_break_out_of_its_script(self) -> None:
        evil = "</script><img src=x onerror=alert(1)>'\\"
        made = blank_map()
        command = Command({"credit": evil})
        command.add_to(made)

        text = made.get_root().render()

        assert "</script><img" not in text
        assert json.loads(json.loads(re.search(r"govmap\.command\((\".*?\")\);", text)[1]))["credit"] == evil  # type: ignore[index]


class TestAnOnlineBaseMap:
    def test_lies_under_everything_and_only_where_it_is_set(self) -> None:
        own = style({"other": "x"})
        online = style({"other": "x"}, outside="http://127.0.0.1/{z}/{x}/{y}.png")

        assert "outside" not in own["sources"]
        assert [layer["id"] for layer in online["layers"]][:2] == ["land", "outside"]
