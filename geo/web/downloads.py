"""``/downloads/{noun}.csv``: what a page shows, as a file, in the name of the actor whose pass the address carries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response

from geo import access
from geo.access import Actor, may
from geo.answers import planning, tables
from geo.answers.walking import Walks
from geo.errors import BadInputError, GeoError, NotAllowedError, NotFoundError
from geo.exports import spreadsheet
from geo.filters import Filters
from geo.i18n import LANGUAGES, speaking, t
from geo.intake.report import reason
from geo.settings import settings
from geo.store import cameras, city, facilities, grids, imports, incidents, passes, patrol
from geo.store.session import reading, writing

NOUNS: dict[str, Callable[..., Any]] = {
    "grids": grids.find,
    "incidents": incidents.find,
    "facilities": facilities.find,
    "cameras": cameras.find,
    "patrol_routes": patrol.find_routes,
}
"""What can be carried away, by the right ``export``; exact cameras need theirs too."""
TABLES: dict[str, Callable[[Walks, Filters, str], pd.DataFrame]] = {
    "coverage": lambda walks, asked, _: tables.coverage(walks, asked),
    "circles": lambda walks, asked, _: tables.reached(walks, asked),
    "siting": lambda walks, asked, plan: tables.gains(walks, asked, *planning.from_text(plan)),
}
"""Tables that pages show in the reader's words, with the question and (for sites) the plan in the making."""
_LONGEST_NUMBER = 10
_STATUS: dict[type[GeoError], int] = {BadInputError: 400, NotAllowedError: 403, NotFoundError: 404}
"""What the answer's number says of an error; all others pass once the server or the data are in order again: 503."""
LONGEST = 120.0
"""Seconds the database may take for one file."""


def answer(request: Request) -> Response:
    """Answer a file and note in the audit who took it and what it was asked by."""
    noun = request.path_params["noun"]
    if noun not in NOUNS and noun not in TABLES and noun != "quarantine":
        return Response(status_code=404)
    try:
        actor = passes.actor(request.query_params.get("pass", ""))
        asked = Filters.from_text(request.query_params.get("asked", ""))
        if noun == "cameras" and not may(actor, "cameras.points"):
            raise NotAllowedError("access.errors.not_allowed", role=actor.role, deed="cameras.points")
        if noun == "quarantine":
            body = _set_aside(request, actor)
        else:
            body = _table(request, actor, noun, asked) if noun in TABLES else _file(actor, noun, asked)
    except GeoError as told:
        status = next((number for kind, number in _STATUS.items() if isinstance(told, kind)), 503)
        with _speaking(request):
            return Response(str(told), status_code=status, media_type="text/plain; charset=utf-8")
    headers = {"Content-Disposition": f'attachment; filename="{noun}.csv"', "Cache-Control": "no-store"}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def _file(actor: Actor, noun: str, asked: Filters) -> bytes:
    told = f"{noun}.csv {asked.to_text()}".strip()
    with writing(actor, "export", object=told, seconds=LONGEST) as session:
        return spreadsheet.csv(NOUNS[noun](session, asked), zone=city.get(session).zone)


def _set_aside(request: Request, actor: Actor) -> bytes:
    """Give the rows one import set aside, with every reason, so that they can be mended and brought again."""
    access.require(actor, "import")
    number = request.query_params.get("number", "")
    known = int(number) if number.isdecimal() and len(number) < _LONGEST_NUMBER else -1
    with writing(actor, "export", object=f"quarantine.csv {known}", seconds=LONGEST) as session, _speaking(request):
        rows = imports.find_quarantined(session, known)
        why = ["; ".join(reason(one) for one in reasons) for reasons in rows["reasons"]]
        raw = pd.DataFrame(list(rows["raw"]), index=rows.index).reset_index(drop=True)
        raw.insert(0, t("upload.row"), rows.index, allow_duplicates=True)
        raw.insert(1, t("upload.reason"), why, allow_duplicates=True)
        return spreadsheet.plain(raw)


def _table(request: Request, actor: Actor, noun: str, asked: Filters) -> bytes:
    """Work the table out as its reader sees it; the audit knows of it once it is done."""
    told = f"{noun}.csv {asked.to_text()}".strip()
    with (
        writing(actor, "export", object=told),
        reading(actor, seconds=LONGEST) as session,
        _speaking(request),
    ):
        found = TABLES[noun](Walks.once(session, actor), asked, request.query_params.get("plan", ""))
        return spreadsheet.words(tables.written(found))


def _speaking(request: Request) -> AbstractContextManager[None]:
    language = request.query_params.get("lang", "")
    return speaking(language if language in LANGUAGES else settings().language)
