"""服务圈 · Circles: how far does one get on foot in 5, 10 or 15 minutes, at whose speed? The widest step first."""

from geo.answers import tables
from geo.answers.people import sign
from geo.i18n import t
from geo.store import grids
from geo.ui import cards, circles, data, downloads, filters, picks, show, walks, why
from geo.ui.siting import cards as siting_cards
from geo.ui.siting import map, plan, rail

show.title("circles")
walks.one_kind()
asked = filters.sidebar("node", "facility_kinds", "minutes", "pace", "ages")
why.toggle()
rail.toggle(asked)
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

if circles.sources(asked).empty:
    show.nothing("circles.none")
with show.working(t("circles.walking")):
    reached = circles.streets(asked)
    figures = circles.figures(asked, reached)
show.figures(figures)
answer = why.of_selection(asked)
show.on_map(
    *circles.drawings(asked, reached),
    *map.sites(asked),
    *why.drawings(answer),
    switches=("facilities", "incidents", "buildings", "names"),
    marks=map.marks(),
    placing=why.asking() or plan.placing(),
    fit=asked.node,
)
if not why.card(asked, answer) and not siting_cards.candidate(asked):
    cards.selected(asked)

with show.drawer() as is_drawn:
    if is_drawn:
        show.table(tables.reached(walks.mine(), asked), pick="facilities", missing=sign())
        downloads.offer("circles", asked)
