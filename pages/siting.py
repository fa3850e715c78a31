"""选址 · Siting: where should the next one be? Plan A against plan B, today, or a bridge that is closed."""

from geo.store import grids
from geo.ui import data, downloads, filters, picks, show, walks
from geo.ui.siting import cards, drawer
from geo.ui.siting import plan as siting

show.title("siting")
walks.one_kind()
asked = filters.sidebar("node", "facility_kinds", "minutes", "pace", "ages")
siting.rail(asked)
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

table = siting.compared(asked)
kind = show.figures(siting.figures(asked, table), chosen="gained")
show.on_map(
    *siting.drawings(asked, table, kind or "gained"),
    switches=("facilities", "buildings", "names"),
    marks=siting.marks(),
    placing=siting.placing(),
    fit=asked.node,
)
cards.card(asked, table)

with show.drawer() as is_open:
    if is_open:
        show.table(drawer.gains(asked, table), pick="grids")
        downloads.offer("facilities", asked)
