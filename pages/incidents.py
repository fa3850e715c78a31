"""事件 · Incidents: what happened where, which stage it has reached, and what is overdue."""

from geo.i18n import t, word
from geo.layers import drawing, paint
from geo.store import grids, incidents
from geo.ui import cards, data, downloads, filters, ledgers, picks, show

show.title("incidents")
asked = filters.sidebar("node", "period", "classes", "stages", "channels", "departments")
places = data.ask(grids.find, asked)
leaves = places[places["level"] == "grid"]
picks.step(leaves)

matters = data.ask(incidents.tally, asked, by="grid")
n, is_open, overdue = (int(matters[name].sum()) for name in ("n", "open", "overdue"))
shown = [
    show.Figure(key="n", label=t("incidents.n"), value=f"{n:,}", colours=True),
    show.Figure(key="open", label=t("incidents.open"), value=f"{is_open:,}", colours=True),
    show.Figure(key="overdue", label=t("incidents.overdue"), value=f"{overdue:,}", colours=True),
    show.Figure(key="closed", label=t("incidents.closed"), value=ledgers.percent(n - is_open, n)),
]
colour = show.figures(shown)
points = drawing.shown(
    "incidents",
    "grids",
    "borders",
    legend=paint.classes(
        {code: word("words.classes", code) for code in paint.CLASS_COLOURS}, cells=t("incidents.cells")
    ),
)
values = matters[colour or "n"].reindex(leaves.index, fill_value=0)
fills = drawing.coloured_grids(values, title=t(f"incidents.{colour or 'n'}_by_grid"), note=t("incidents.note"))
show.on_map(
    fills if colour else points, switches=("incidents", "facilities", "cameras", "buildings", "names"), fit=asked.node
)
cards.selected(asked)

with show.drawer() as is_drawn:
    if is_drawn:
        here = ledgers.here(asked)
        left, right = show.halves()
        with left:
            show.columns(t("incidents.by_month"), ledgers.counted(here, by="month"), colour=paint.BLUE)
            show.bars(
                t("incidents.by_stage"), ledgers.counted(here, by="stage", words="words.stages"), colour=paint.RUST
            )
        with right:
            show.bars(t("incidents.by_class"), ledgers.counted(here, by="incident_class", words="words.classes"))
            show.columns(t("incidents.by_hour"), ledgers.counted(here, by="hour"), colour=paint.BLUE)
        show.table(ledgers.incidents(here), pick="incidents")
        downloads.offer("incidents", ledgers.here(asked))
