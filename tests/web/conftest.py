"""Our routes over the toy town, on a socket of their own, asked as a browser asks."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
import uvicorn
from starlette.applications import Starlette

from geo import web
from tests import toytown


@dataclass(frozen=True)
class Answer:
    """What came back, the body as it was sent."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class Client:
    """Asks one server."""

    port: int

    def get(
        self, path: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask for a path; the answer is not unpacked."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path + (f"?{urlencode(params)}" if params else ""), headers=dict(headers or {}))
        answer = connection.getresponse()
        found = Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read())
        connection.close()
        return found


@pytest.fixture(scope="module")
def town(database: str) -> str:
    """Give the name of a database that holds the toy town."""
    toytown.settle()
    return database


@pytest.fixture(scope="module")
def client(town: str) -> Iterator[Client]:
    """Give a client of the app's own routes."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    served = Starlette(routes=web.routes(), middleware=web.middleware())
    server = uvicorn.Server(uvicorn.Config(served, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        threading.Event().wait(0.01)
    yield Client(listener.getsockname()[1])
    server.should_exit = True
    thread.join(20)
    listener.close()
