"""响应 · Response: how long does help take, does it come in time – by area (块), by department (条) – and where not."""

from geo.i18n import t
from geo.store import grids
from geo.ui import data, filters, picks, show
from geo.ui.response import asking, drawer, figures, map

show.title("response")
view = map.view()
span = map.span()
asked = filters.sidebar("node", "period", "classes", "channels", "departments")
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

with show.working(t("response.working")):
    total = asking.mine().overall(asked, span)
if total is None:
    show.nothing()
chosen = show.figures(figures.told(total, span), chosen="p50")
with show.working(t("response.drawing")):
    drawn = map.drawn(asked, view, chosen or "p50", total, span)
show.on_map(*drawn, fit=asked.node)
figures.card(asked)
drawer.drawer(asked)
