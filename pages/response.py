"""响应 · Response: how long does help take, does it come in time – by area (块), by department (条) – and where not."""

from geo.i18n import t
from geo.store import grids
from geo.ui import data, filters, picks, response_panels, responses, show

show.title("response")
view = response_panels.view()
asked = filters.sidebar("node", "period", "classes", "channels", "departments")
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

with show.working(t("response.working")):
    total = responses.overall(asked)
if total is None:
    show.nothing()
chosen = show.figures(response_panels.told(total), chosen="p50")
with show.working(t("response.drawing")):
    drawn = responses.drawn(asked, view, chosen or "p50", total)
show.on_map(*drawn, fit=asked.node)
response_panels.card(asked, total)
response_panels.drawer(asked)
