"""The browser gets its scripts from this app, and only what is meant to be served."""

import pytest

from geo import web
from geo.errors import BadInputError
from tests.web.conftest import Client


class TestAssets:
    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("leaflet/dist/leaflet.js", "javascript"),
            ("maplibre-gl/dist/maplibre-gl.js", "javascript"),
            ("maplibre-gl/dist/maplibre-gl.css", "css"),
            ("@maplibre/maplibre-gl-leaflet/leaflet-maplibre-gl.js", "javascript"),
            ("own/map.js", "javascript"),
        ],
    )
    def test_are_served(self, client: Client, path: str, kind: str) -> None:
        answer = client.get(f"/assets/{path}")

        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]

    @pytest.mark.parametrize(
        "path", ["own/../build.py", "own/%2e%2e/build.py", "../__init__.py", ".stamp", "own/", "nothing.js"]
    )
    def test_are_all_that_is_served(self, client: Client, path: str) -> None:
        assert client.get(f"/assets/{path}").status_code == 404

    def test_of_ours_are_asked_for_again_unless_their_address_says_which(self, client: Client) -> None:
        assert client.get("/assets/own/map.js").headers["cache-control"] == "no-cache"
        assert "max-age" in client.get("/assets/own/map.js?v=1").headers["cache-control"]


class TestTheStart:
    @pytest.mark.parametrize("address", ["0.0.0.0", "", None, "192.168.1.4", "example"])
    def test_is_refused_on_an_address_others_can_reach(self, address: str | None) -> None:
        with pytest.raises(BadInputError):
            web.require_loopback(address)

    @pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
    def test_is_fine_on_this_machine(self, address: str) -> None:
        web.require_loopback(address)
