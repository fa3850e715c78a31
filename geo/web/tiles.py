"""``/tiles/{pack}/{z}/{x}/{y}.mvt``: vector tiles in the name of the actor whose pass the address carries."""

import gzip
import hashlib

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from geo.access import Actor, may
from geo.analysis import density
from geo.errors import BadInputError, NotAllowedError, TooLongError
from geo.filters import Filters
from geo.store import packed, passes, questions, revision, tiles
from geo.store.session import reading

_SMALL = 600
"""Bytes below which gzip costs more than it saves."""
LONGEST = 15.0
"""Seconds after which nobody looks at a tile any more: its question must not keep the others waiting."""
_LATER = {"Cache-Control": "no-store", "Retry-After": "10"}


def answer(request: Request) -> Response:
    """Answer one tile; runs in Starlette's thread pool, for the database's driver waits.

    A tile is private to its actor and stands for one revision of the data: the address carries the revision, and the
    entity tag is asked again when the browser's copy is old.
    """
    pack = request.path_params["pack"]
    wanted = tiles.Tile(*(request.path_params[name] for name in ("z", "x", "y")))
    if pack not in tiles.PACKS or not wanted.real:
        return Response(status_code=404)
    try:
        actor = passes.actor(request.query_params.get("pass", ""))
        asked = Filters.from_text(request.query_params.get("asked", ""))
    except NotAllowedError as refused:
        return Response(str(refused), status_code=403, media_type="text/plain; charset=utf-8")
    except BadInputError as wrong:
        return Response(str(wrong), status_code=400, media_type="text/plain; charset=utf-8")
    if pack not in offered(actor):
        return Response(status_code=403)
    try:
        return _tile(request, actor, pack, wanted, asked)
    except TooLongError as stopped:
        return Response(str(stopped), status_code=503, media_type="text/plain; charset=utf-8", headers=_LATER)


def offered(actor: Actor) -> frozenset[str]:
    """Name the packs an actor may fetch; exact camera points need their own right."""
    return frozenset(tiles.PACKS) - (frozenset() if may(actor, "cameras.points") else {"cameras"})


def _tile(request: Request, actor: Actor, pack: str, wanted: tiles.Tile, asked: Filters) -> Response:
    with reading(actor, seconds=LONGEST) as session:
        tag = _tag(actor, revision.current(session), str(request.url))
        headers = {"ETag": tag, "Cache-Control": "private, max-age=300", "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        body = _counted(session, wanted, asked) if pack == "incidents" else None
        if body is None:
            body = tiles.tile(session, actor, pack, wanted, asked)
    if len(body) > _SMALL and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=4, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/vnd.mapbox-vector-tile", headers=headers)


def _counted(session: Session, wanted: tiles.Tile, asked: Filters) -> bytes | None:
    """Count incidents from afar in the packed copy, which takes a tenth of the time; None where it is not at hand."""
    matters = packed.at_hand(session) if wanted.z < tiles.ALONE_FROM else None
    if matters is None:
        return None
    codes = questions.nodes(session, asked.node)
    west, east = wanted.meridians
    within = None if codes is None else frozenset(codes)
    found = density.counted(matters, asked, within=within, west=west, east=east, parallels=wanted.parallels)
    return tiles.cells(session, found)


def _tag(actor: Actor, number: int, address: str) -> str:
    told = f"{actor.role}|{','.join(actor.scope)}|{actor.post}|{number}|{address}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:24]}"'
