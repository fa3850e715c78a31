"""``/assets/…``: the browser libraries and our own scripts, from this app and nowhere else."""

import mimetypes

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from geo.settings import ROOT

FOLDER = ROOT / "geo" / "web" / "assets"
_WEEK = "public, max-age=604800"
_ASK = "no-cache"


def answer(request: Request) -> Response:
    """Answer one file of the vendor folder, or of our own where the path begins with ``own/``."""
    asked = request.path_params["path"]
    own = asked.startswith("own/")
    root = (FOLDER / ("own" if own else "vendor")).resolve()
    path = (root / asked.removeprefix("own/")).resolve()
    if not path.is_relative_to(root) or not path.is_file() or path.name.startswith("."):
        return Response(status_code=404)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    # Our own scripts carry their fingerprint in the address; without one the browser must ask each time.
    keep = _WEEK if not own or "v" in request.query_params else _ASK
    return FileResponse(path, media_type=kind, headers={"Cache-Control": keep, "X-Content-Type-Options": "nosniff"})
