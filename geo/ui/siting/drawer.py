"""The drawer of siting: who gains and who loses, grid by grid."""

from geo.answers import tables
from geo.answers.people import sign
from geo.filters import Filters
from geo.ui import downloads, show, walks
from geo.ui.siting import plan


def shown(asked: Filters) -> None:
    """Show the table, and offer it as a file."""
    made, base, closed = plan.made(), plan.base(), plan.closed()
    table = tables.gains(walks.mine(), asked, made, base=base, closed=closed)
    show.table(table, pick="grids", missing=sign())
    downloads.offer("siting", asked, plan=plan.as_text())
