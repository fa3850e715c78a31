"""巡逻 · Patrol: which streets were walked, when, by whom and against which plan; and which nobody walked."""

from geo.i18n import t
from geo.store import grids
from geo.ui import data, filters, picks, show
from geo.ui.patrol import asking, drawer, figures, map, points

show.title("patrol")
asked = filters.sidebar("node", "period", "teams", "patrol_kinds")
limit = figures.days()
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

with show.working(t("patrol.working")):
    told = figures.told(asked, limit)
if asking.mine().rows(asked).empty:
    show.nothing("patrol.none")

colour = show.figures(told, chosen="walked")
show.on_map(
    *map.drawings(asked, colour or "walked", limit),
    switches=("patrol", "tracks", "incidents", "facilities", "buildings", "names"),
    marks=points.marks(),
    placing=points.placing(),
    fit=figures.look(asked, limit) or asked.node,
)
figures.selected(asked, limit)

with show.drawer() as is_open:
    if is_open:
        drawer.shown(asked, limit)
