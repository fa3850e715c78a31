"""覆盖 · Coverage: who is left out? Ring, network and capacity side by side, in the people they are for."""

from geo.i18n import t
from geo.store import grids
from geo.ui import data, filters, picks, show, walks
from geo.ui.coverage import card, drawer, figures, map

show.title("coverage")
walks.one_kind()
asked = filters.sidebar("node", "facility_kinds", "minutes", "pace", "ages", "target")
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

if walks.mine().facilities(asked).empty:
    show.nothing("circles.none")
with show.working(t("coverage.working")):
    table = walks.mine().table(asked)

kind = show.figures(figures.figures(asked, table), chosen="network")
show.on_map(
    *map.drawings(asked, table, kind or "network"),
    *card.route(asked),
    switches=("facilities", "incidents", "buildings", "names"),
    fit=asked.node,
)
card.card(asked, table)

with show.drawer() as is_open:
    if is_open:
        drawer.shown(asked)
