"""视频 · Cameras: how much street they see past buildings, what nobody sees, and what the law wants that is missing."""

from geo.i18n import t
from geo.store import grids
from geo.ui import data, downloads, filters, picks, show
from geo.ui.cctv import asking, drawer, figures, map, trial

show.title("cctv")
exact = asking.mine().exact
asked = filters.sidebar("node", "period", "camera_kinds") if exact else filters.sidebar("node")
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

with show.working(t("cctv.working.town")):
    rows = asking.mine().rows(asked)
if rows.empty:
    show.nothing("cctv.none")
if exact:
    trial.button()
tried = trial.current(asked) if exact else None

colour = show.figures(figures.told(asked, rows), chosen="seen")
show.on_map(
    *map.drawings(asked, rows, colour or "seen", tried),
    switches=("cameras", "incidents", "buildings", "names"),
    marks=trial.marks(tried),
    placing=trial.placing(),
    fit=trial.look(tried) or figures.look(asked) or asked.node,
)
figures.selected(asked, tried)

with show.drawer() as is_open:
    if is_open:
        drawer.shown(asked, rows)
        downloads.offer("cameras", asked)
