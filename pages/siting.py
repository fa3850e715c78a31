"""选址 · Siting: where should the next one be? Plan A against plan B, today, or a bridge that is closed."""

from geo.store import grids
from geo.ui import data, filters, picks, show, walks
from geo.ui.siting import cards, drawer, figures, map, plan, rail

show.title("siting")
walks.one_kind()
asked = filters.sidebar("node", "facility_kinds", "minutes", "pace", "ages", "target")
rail.rail(asked)
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

table = figures.compared(asked)
kind = show.figures(figures.figures(asked, table), chosen="gained")
show.on_map(
    *map.drawings(asked, table, kind or "gained"),
    switches=("facilities", "buildings", "names"),
    marks=map.marks(),
    placing=plan.placing() or plan.fencing(),
    fit=asked.node,
)
cards.card(asked, table)

with show.drawer() as is_open:
    if is_open:
        drawer.shown(asked)
