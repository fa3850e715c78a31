"""What each noun takes from a file and checks of its own, one room a noun."""

from geo.intake.draft import Kind
from geo.intake.nouns import (
    buildings,
    cameras,
    facilities,
    grids,
    incidents,
    landscape,
    patrol,
    residents,
    streets,
)

KINDS: dict[str, Kind] = {
    kind.noun: kind
    for kind in (
        grids.KIND,
        facilities.KIND,
        streets.KIND,
        landscape.KIND,
        buildings.KIND,
        residents.KIND,
        cameras.KIND,
        patrol.ROUTES,
        patrol.TRACKS,
        incidents.KIND,
    )
}
"""Kinds of rows that come in by files, in the order in which a city is best loaded."""
