"""服务圈 · Circles: how far does one get on foot in 5, 10 or 15 minutes, at whose speed? The widest step first."""

from geo.i18n import t, word
from geo.layers import paint
from geo.store import grids
from geo.ui import cards, data, downloads, filters, ledgers, picks, show, walks, why
from geo.ui.siting import cards as siting_cards
from geo.ui.siting import plan as siting

show.title("circles")
walks.one_kind()
asked = filters.sidebar("node", "facility_kinds", "minutes", "pace", "ages")
why.toggle()
siting.toggle(asked)
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

start = walks.sources(asked)
if start.empty:
    show.nothing("circles.none")
with show.working(t("circles.walking")):
    reached = walks.reach(asked)
*people, counted = walks.in_reach(asked, reached)
near, far, share = cards.split(*people)
metres = float(reached.streets["metres"].max())
show.figures(
    [
        show.Figure(key="share", label=t("circles.share", minutes=asked.minutes), value=share),
        show.Figure(key="near", label=t("circles.near", who=counted), value=near),
        show.Figure(key="far", label=t("circles.far", who=counted), value=far),
        show.Figure(key="streets", label=t("circles.streets"), value=f"{metres / 1000:,.1f}", unit="km"),
    ]
)
answer = why.of_selection(asked)
show.on_map(
    *walks.drawings(asked, reached),
    *siting.sites(asked),
    *why.drawings(answer),
    switches=("facilities", "incidents", "buildings", "names"),
    marks=siting.marks(),
    placing=why.asking() or siting.placing(),
    fit=asked.node,
)
if not why.card(asked, answer) and not siting_cards.candidate(asked):
    cards.selected(asked)

with show.drawer() as is_drawn:
    if is_drawn:
        kinds = [(word("words.facility_kinds", code), n) for code, n in start["kind"].value_counts().items()]
        show.bars(t("circles.by_kind"), kinds, colour=paint.TEAL)
        show.table(ledgers.facilities(start), pick="facilities")
        downloads.offer("facilities", asked)
