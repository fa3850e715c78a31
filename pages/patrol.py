"""巡逻 · Patrol: which streets were walked, when, by whom and against which plan; and which nobody walked."""

from geo.store import grids
from geo.ui import data, filters, patrol_cards, patrol_drawer, patrol_map, patrols, picks, show

show.title("patrol")
asked = filters.sidebar("node", "period", "teams", "patrol_kinds")
limit = patrol_cards.days()
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

if patrols.mine().rows(asked).empty:
    show.nothing("patrol.none")

colour = show.figures(patrol_cards.figures(asked, limit), chosen="walked")
show.on_map(
    *patrol_map.drawings(asked, colour or "walked", limit),
    switches=("patrol", "tracks", "incidents", "facilities", "buildings", "names"),
    fit=asked.node,
)
patrol_cards.selected(asked, limit)

with show.drawer() as is_open:
    if is_open:
        patrol_drawer.shown(asked, limit)
