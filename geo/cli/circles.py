"""``govmap circles``: how far one gets on foot from every facility, and whom that reaches."""

import click
import pandas as pd

from geo.access import Actor
from geo.analysis import circles as drawn
from geo.answers import circles as answers
from geo.answers.people import sign
from geo.answers.walking import Walks
from geo.cli.asked import asks, require_node, tell
from geo.filters import Filters
from geo.i18n import t
from geo.store.session import reading

_KINDS = ("facilities", "residents", "streets")


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(circles)


@click.command(help=t("circles.commands.circles"))
@click.option("--together", is_flag=True, help=t("circles.options.together"))
@asks("facility_kinds", "minutes", "pace", "ages")
def circles(together: bool, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Tell metres of street and people within the walk of each facility, or of all of them together."""
    with reading(actor) as session:
        require_node(session, asked)
        walks = Walks.once(session, actor)
        asked = asked.but(facility_kinds=walks.kinds(asked))
        start = answers.sources(walks, asked)
        rows = _together(walks, asked) if together else answers.rows(walks, asked, start)
        told = [str(name) for name in rows if name not in ("name", "kind")]
        definitions = {name: t(f"circles.definitions.{name}") for name in told}
        if not together:
            definitions["people"] = f"{definitions['people']} (null: {sign()})"
        tell(session, rows.rename_axis("key"), asked=asked, kinds=_KINDS, definitions=definitions, as_json=as_json)


def _together(walks: Walks, asked: Filters) -> pd.DataFrame:
    start = answers.sources(walks, asked)
    found = answers.together(walks, asked, start)
    spots = walks.doors().snap(start, most_m=walks.norm("walk.snap_m"))
    streets = drawn.streets_reached(
        walks.network(), spots, minutes=asked.minutes, metres_per_second=walks.pace(asked), together=True
    )
    return pd.DataFrame(
        {
            "street_m": streets["metres"].round(1),
            "people": found.near,
            "far": found.far,
            "unknown": found.unknown,
            "share": round(found.share, 4),
        },
        index=["all"],
    )
