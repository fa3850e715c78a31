"""``govmap circles``: how far one gets on foot from every facility, and whom that reaches."""

import click
import numpy as np
import pandas as pd

from geo.access import Actor
from geo.analysis import circles as drawn
from geo.answers.walking import Walks, at_once
from geo.cli.asked import asks, require_node, tell
from geo.filters import Filters
from geo.i18n import t
from geo.settings import settings
from geo.store import facilities
from geo.store.session import reading


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(circles)


@click.command(help=t("circles.commands.circles"))
@asks("facility_kinds", "minutes", "pace", "ages")
def circles(asked: Filters, actor: Actor, as_json: bool) -> None:
    """Tell metres of street and people within the walk of each facility."""
    with reading(actor) as session:
        require_node(session, asked)
        walks = Walks(lambda find, *args: find(session, *args), at_once, actor)
        found = facilities.find(session, asked.but(facility_kinds=walks.kinds(asked)))
        spots, pace = walks.doors().snap(found, most_m=walks.norm("walk.snap_m")), walks.pace(asked)
        reached = drawn.streets_reached(walks.network(), spots, minutes=asked.minutes, metres_per_second=pace)
        pairs = walks.prepared(asked).reached(spots, limit_s=asked.minutes * 60)
        people = walks.reach(asked).places["people"].to_numpy()
        counts = np.bincount(pairs.source, people[pairs.place], minlength=len(spots))
        least = settings().k_inside
        reasons = spots.reasons["reason"].reindex(found.index)
        rows = pd.DataFrame(
            {
                "name": found["name"],
                "kind": found["kind"],
                "street_m": reached["metres"].round(1),
                "people": pd.Series(counts, found.index).mask((counts > 0) & (counts < least)),
                "note": [None if pd.isna(one) else t(f"coverage.notes.off_{one}") for one in reasons],
            }
        ).rename_axis("key")
        definitions = {name: t(f"circles.definitions.{name}") for name in ("street_m", "people", "note")}
        tell(session, rows, asked=asked, kinds=("facilities", "streets"), definitions=definitions, as_json=as_json)
