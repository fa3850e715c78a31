"""视频 · Cameras: where they stand, what is known of them, and what the law wants that is missing."""

from geo.i18n import t, word
from geo.layers import drawing, paint
from geo.store import cameras, grids
from geo.ui import cards, data, filters, ledgers, picks, show

show.title("cctv")
asked = filters.sidebar("node", "camera_kinds")
places = data.ask(grids.find, asked)
leaves = places[places["level"] == "grid"]
picks.step(leaves)

found = data.ask(cameras.find, asked)
if found.empty:
    show.nothing()
by_grid = found.groupby("grid").size().reindex(leaves.index, fill_value=0)
shown = [
    show.Figure(key="n", label=t("cctv.n"), value=f"{len(found):,}"),
    show.Figure(
        key="angle", label=t("cctv.angle"), value=ledgers.percent(found["azimuth_deg"].notna().sum(), len(found))
    ),
    show.Figure(
        key="purpose", label=t("cctv.purpose"), value=ledgers.percent(found["purpose"].notna().sum(), len(found))
    ),
    show.Figure(key="none", label=t("cctv.none"), value=f"{(by_grid == 0).sum():,}"),
]
show.figures(shown)
show.on_map(
    drawing.coloured_grids(by_grid, title=t("cctv.by_grid"), ramp="teals", note=t("cctv.note")),
    drawing.shown(
        "cameras",
        "buildings",
        legend=paint.Legend(keys=(paint.Key(shape="dot", colour=paint.CAMERA_COLOUR, label=t("map.groups.cameras")),)),
    ),
    switches=("cameras", "incidents", "buildings", "names"),
    fit=asked.node,
)
cards.selected(asked)

with show.drawer() as is_drawn:
    if is_drawn:
        kinds = [(word("words.camera_kinds", code), n) for code, n in found["kind"].value_counts().items()]
        show.bars(t("cctv.by_kind"), kinds, colour=paint.CAMERA_COLOUR)
        show.table(ledgers.cameras(found), pick="cameras")
