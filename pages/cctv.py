"""视频 · Cameras: how much street they see past buildings, what nobody sees, and what the law wants that is missing."""

from geo.store import grids
from geo.ui import cctv, cctv_cards, cctv_drawer, cctv_map, cctv_trial, data, downloads, filters, picks, show

show.title("cctv")
exact = cctv.exact()
asked = filters.sidebar("node", "period", "camera_kinds") if exact else filters.sidebar("node")
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

rows = cctv.rows(asked)
if rows.empty:
    show.nothing("cctv.none")
if exact:
    cctv_trial.button()
trial = cctv_trial.current(asked) if exact else None

colour = show.figures(cctv_cards.figures(asked, rows), chosen="seen")
show.on_map(
    *cctv_map.drawings(asked, rows, colour, trial),
    switches=("cameras", "incidents", "buildings", "names"),
    marks=cctv_trial.marks(trial),
    placing=cctv_trial.placing(),
    fit=asked.node,
)
cctv_cards.selected(asked, trial)

with show.drawer() as is_open:
    if is_open:
        cctv_drawer.shown(asked, rows)
        downloads.offer("cameras", asked)
