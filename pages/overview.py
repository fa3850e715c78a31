"""总览 · Overview: how is the place today? Every layer on one map; what is clicked answers for itself."""

from geo.answers.people import sign
from geo.i18n import t
from geo.layers import drawing
from geo.layers.paint import RUST
from geo.store import grids, tallies
from geo.ui import cards, data, downloads, filters, heads, ledgers, picks, show
from geo.ui.response import asking

show.title("overview")
asked = filters.sidebar("node", "period", "classes", "stages", "facility_kinds", "camera_kinds", "teams")
places = data.ask(grids.find, asked)
leaves = places[places["level"] == "grid"]
picks.step(leaves)

with show.working(t("response.working")):
    matters = asking.mine().tally(asked, "recorded_grid")
elders = heads.elders_together(asked)
old = [show.Figure(key="elders", label=t("overview.elders"), value=cards.people(elders), colours=True)]
figures = [
    show.Figure(key="open", label=t("overview.open"), value=f"{matters['open'].sum():,}", colours=True),
    show.Figure(key="n", label=t("overview.n"), value=f"{matters['n'].sum():,}", colours=True),
    *(old if elders is not None else ()),  # a source without ages has no figure
    show.Figure(
        key="facilities",
        label=t("overview.facilities"),
        value=f"{data.ask(tallies.by_grid, asked, 'facilities').sum():,}",
    ),
]
colour = show.figures(figures, chosen="open")
values = heads.elders(asked) if colour == "elders" else matters[colour].reindex(leaves.index, fill_value=0)
ramp = "teals" if colour == "elders" else "oranges"
note = f"{t(f'overview.{colour}_note')} · {cards.as_of('residents' if colour == 'elders' else 'incidents')}"
show.on_map(
    drawing.coloured_grids(
        values,
        title=t(f"overview.{colour}_by_grid"),
        ramp=ramp,
        note=note,
        not_listed=(values.index[values.isna()].tolist(), sign()),
    ),
    drawing.shown("facilities", "buildings"),
    fit=asked.node,
)
cards.selected(asked)

with show.drawer() as is_open:
    if is_open:
        here = ledgers.here(asked)
        show.bars(t("overview.by_stage"), ledgers.counted(here, by="stage", words="words.stages"), colour=RUST)
        show.table(ledgers.grids(leaves, here), pick="grids", missing=sign())
        downloads.offer("grids", ledgers.here(asked))
