"""A page of a stranger's, whose host name was pointed at this machine, gets nothing."""

import subprocess
import sys

import pytest

from geo.settings import ROOT
from tests.web.conftest import Client

_ASKED = """
import asyncio, app
async def asked(kind, host):
    sent = []
    async def send(message): sent.append(message)
    async def receive(): return {"type": f"{kind}.disconnect"}
    scope = {"type": kind, "path": "/_stcore/stream", "raw_path": b"/_stcore/stream", "method": "GET", "headers": [
        (b"host", host), (b"origin", b"http://" + host)], "query_string": b"", "extensions": {
        "websocket.http.response": {}}, "scheme": "http", "http_version": "1.1"}
    await app.app(scope, receive, send)
    return sent[0].get("status")
for kind in ("http", "websocket"):
    print(asyncio.run(asked(kind, b"evil.example:8501")))
"""


class TestAHost:
    @pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1", "[::1]:8501", "LOCALHOST"])
    def test_of_this_machine_is_answered(self, client: Client, host: str) -> None:
        assert client.get("/assets/own/map.js", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize("host", ["evil.example:8501", "localhost.evil.example", "0.0.0.0", "", "192.168.1.4"])
    def test_of_another_name_is_not(self, client: Client, host: str) -> None:
        assert client.get("/assets/own/map.js", headers={"Host": host}).status_code == 400

    def test_of_another_name_gets_neither_page_nor_stream_of_the_app(self) -> None:
        told = subprocess.run(
            [sys.executable, "-c", _ASKED], cwd=ROOT, capture_output=True, timeout=120, check=False, text=True
        )

        assert told.stdout.split() == ["400", "400"], told.stderr
