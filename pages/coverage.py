"""覆盖 · Coverage: who is left out? Ring, network and capacity side by side, in the people they are for."""

from geo.i18n import t
from geo.store import grids
from geo.ui import data, downloads, filters, picks, show, walks
from geo.ui.coverage import drawer
from geo.ui.coverage import shown as coverage

show.title("coverage")
walks.one_kind()
asked = filters.sidebar("node", "facility_kinds", "minutes", "pace", "ages", "target")
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

if walks.mine().facilities(asked).empty:
    show.nothing("circles.none")
with show.working(t("coverage.working")):
    table = walks.mine().table(asked)

kind = show.figures(coverage.figures(asked, table), chosen="network")
show.on_map(
    *coverage.drawings(asked, table, kind or "network"),
    switches=("facilities", "incidents", "buildings", "names"),
    fit=asked.node,
)
coverage.card(asked, table)

with show.drawer() as is_open:
    if is_open:
        drawer.shown(asked, table)
        downloads.offer("facilities", asked)
