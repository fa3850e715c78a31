"""网格 · Grids: the tree, its types, and one ledger a grid."""

from geo.answers.people import sign
from geo.i18n import t, word
from geo.layers import drawing, paint
from geo.store import grids
from geo.ui import cards, data, downloads, filters, ledgers, picks, show, topology

show.title("grids")
asked = filters.sidebar("node", "period")
places = data.ask(grids.find, asked)
leaves = places[places["level"] == "grid"]
if leaves.empty:
    show.nothing()
picks.step(leaves)
faults = topology.faults(places)

households = leaves["households"].sum(min_count=1)
known = [show.Figure(key="households", label=t("grids.households"), value=ledgers.whole(households), colours=True)]
shown = [
    show.Figure(key="n", label=t("grids.n"), value=f"{len(leaves):,}"),
    *(known if households > 0 else ()),
    show.Figure(
        key="area", label=t("grids.area"), value=f"{leaves['area_m2'].sum() / 1e6:,.1f}", unit="km²", colours=True
    ),
    show.Figure(key="faults", label=t("topology.title"), value=f"{len(faults):,}"),
]
colour = show.figures(shown, chosen="households" if households > 0 else "area")
values = leaves["area_m2"] / 1e6 if colour == "area" else leaves["households"]
source = [t("grids.note")] if colour == "households" else []
show.on_map(
    drawing.coloured_grids(
        values,
        title=t(f"grids.{colour}_by_grid"),
        ramp="purples",
        note=" · ".join((*source, cards.as_of("grids"))),
    ),
    topology.drawn(faults),
    switches=("facilities", "incidents", "buildings", "names"),
    fit=asked.node,
)
cards.selected(asked)

with show.drawer() as is_drawn:
    if is_drawn:
        kinds = [(word("words.grid_types", code), n) for code, n in leaves["type"].value_counts().items()]
        show.bars(t("grids.by_type"), kinds, colour=paint.BLUE)
        show.table(ledgers.grids(leaves, ledgers.here(asked)), pick="grids", missing=sign())
        show.table(topology.table(faults), pick="grids", name="faults")
        downloads.offer("grids", ledgers.here(asked))
