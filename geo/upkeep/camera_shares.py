"""After cameras, buildings, landscape, streets or grids came in: the share of street seen in each grid, anew.

Roles that may not see where cameras stand read these shares. They are worked out over all cameras, whoever brought
the file: a planner who sees a part of them would leave shares that are too small.
"""

from collections.abc import Collection

from geo.access import Actor
from geo.analysis.cctv import town
from geo.filters import Filters
from geo.store import camera_shares
from geo.store.session import reading, writing

KINDS = frozenset({"cameras", "buildings", "landscape", "streets", "grids"})
"""What a view depends on."""

POST = Actor(role="admin", post="camera-shares")


def after(changed: Collection[str]) -> None:
    """Work the shares out anew if rows of a kind that a view depends on have changed."""
    if KINDS & set(changed):
        refresh()


def refresh() -> int:
    """Work out the shares of every grid and keep them; gives the number of grids."""
    with reading(POST) as session:
        tables = camera_shares.town(session, Filters())
    nodes = tables["grids"]
    looked = town.look(**tables)
    shares = town.rows(looked.pieces, nodes.index[nodes["level"] == "grid"])
    with writing(POST, "analyse", object="street shares of cameras") as session:
        camera_shares.replace(session, shares)
    return len(shares)
