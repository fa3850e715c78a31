"""What is worked out anew after files came in: kept figures that every page reads and none may work out for itself."""

from collections.abc import Collection

from geo.upkeep import camera_shares, patrol_visits


def after(changed: Collection[str]) -> None:
    """Work out anew whatever depends on kinds of rows that have changed."""
    camera_shares.after(changed)
    patrol_visits.after(changed)
