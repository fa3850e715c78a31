"""HTTP beside the pages: tiles, assets, downloads; and what must be true of the server before it answers."""

import asyncio
import os
import socket
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from geo import answers, layers, upkeep
from geo.errors import BadInputError
from geo.store import server
from geo.store.migrations import update
from geo.store.session import disconnect
from geo.web import assets, compiling, downloads, ticking, tiles

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def routes(prefix: str = "") -> list[Route]:
    """Give our routes; Streamlit does not put its base path before them, so they carry it themselves."""
    root = f"/{prefix.strip('/')}" if prefix.strip("/") else ""
    return [
        Route(f"{root}/tiles/{{pack}}/{{z:int}}/{{x:int}}/{{y:int}}.mvt", tiles.answer),
        Route(f"{root}/assets/{{path:path}}", assets.answer),
        Route(f"{root}/downloads/{{noun}}.csv", downloads.answer),
    ]


def middleware() -> list[Middleware]:
    """Give what every request passes first: it must have asked for this machine by one of its own names.

    A stranger's page can point its own host name here (DNS rebinding). Its scripts then share an origin with the app,
    and Streamlit's check of the origin lets them in.
    """
    hosts = [*sorted(LOOPBACK), "[::1]"]
    return [Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)]


def require_loopback(address: str | None) -> None:
    """Stop a start on any address but this machine's own: until there is sign-in, whoever reaches the app is let in.

    Raises
    ------
    BadInputError
        If the address is not a loopback address.
    """
    if (address or "") not in LOOPBACK:
        raise BadInputError("web.errors.not_local", address=address or "0.0.0.0")  # noqa: S104 - named, not bound


def lifespan() -> Callable[[Any], AbstractAsyncContextManager[dict[str, Any] | None]]:
    """Give what happens around the app's life: the database is started and left, the listener answers without delay.

    What an import that was killed left undone is made up for beside the app; nobody waits for it.
    """

    @asynccontextmanager
    async def living(_: Any) -> AsyncIterator[dict[str, Any] | None]:
        update()
        read_ahead()
        quick_listeners()
        running = (ticking.ticking(), ticking.tried(upkeep.after), compiling.compiling())
        beside = [asyncio.create_task(one) for one in running]
        try:
            yield None
        finally:
            await ticking.stop(*beside)
            disconnect()
            server.leave()

    return living


def read_ahead() -> None:
    """Read what pages are made of before the first visitor waits for it.

    Not the pages' own rooms: Streamlit takes up a component (the map) only where a visit reads its package first.
    """
    for floor in (answers, layers):
        for room in walk_packages(floor.__path__, f"{floor.__name__}."):
            import_module(room.name)


def quick_listeners() -> int:
    """Set TCP_NODELAY on this process's listening sockets, which accepted connections inherit on Linux; count them.

    Without it every answer on a kept connection waits about 40 ms for the acknowledgement of the one before.
    Elsewhere than on Linux there is no ``/proc``, and nothing is done.
    """
    found = 0
    sockets = Path("/proc/self/fd")
    for one in sockets.iterdir() if sockets.is_dir() else ():
        try:
            number = int(one.name)
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.fromfd(number, socket.AF_INET, socket.SOCK_STREAM) as copy:
                listens = copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                if listens and copy.getsockopt(socket.SOL_SOCKET, socket.SO_DOMAIN) in {
                    socket.AF_INET,
                    socket.AF_INET6,
                }:
                    copy.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    found += 1
        except OSError:
            continue  # closed between listing and looking, or no socket of this kind
    return found
