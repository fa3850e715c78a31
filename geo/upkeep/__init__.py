"""What is worked out anew after files came in: kept figures that every page reads and none may work out for itself."""

from collections.abc import Collection

from geo.access import Actor
from geo.store import imports
from geo.store.session import reading
from geo.upkeep import camera_shares, patrol_visits

_POST = Actor(role="admin", post="upkeep")


def after(changed: Collection[str] = ()) -> None:
    """Work out anew whatever depends on kinds of rows that have changed.

    Imports whose program was killed before it came to this are made up for: what came in since the work was last done
    counts as changed.
    """
    with reading(_POST) as session:
        late = {one: imports.kinds_since(session, one.POST.post) for one in (camera_shares, patrol_visits)}
    for one, kinds in late.items():
        one.after({*changed, *kinds})
