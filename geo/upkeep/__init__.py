"""What is worked out anew after files came in: kept figures that every page reads and none may work out for itself."""

from collections.abc import Collection

from geo.store import imports
from geo.store.session import reading, writing
from geo.upkeep import camera_shares, patrol_visits


def after(changed: Collection[str] = ()) -> None:
    """Work out anew whatever depends on kinds of rows that have changed.

    Imports whose program was killed before this was through are made up for: each is kept as followed only when all
    that depends on it is written, so that the worst that can happen is work done twice.
    """
    for one in (camera_shares, patrol_visits):
        post = one.POST
        with reading(post) as session:
            late = imports.unfollowed(session, post.post, one.KINDS)
        one.after({*changed, *late.values()})
        if late:
            with writing(post, "import", object=f"figures after {len(late)} imports") as session:
                imports.follow(session, post.post, late)
