"""事件 · Incidents: what happened where, which stage it has reached, what is overdue – and moving it along."""

from dataclasses import replace

from geo.i18n import t, word
from geo.layers import drawing, paint
from geo.layers import response as layer
from geo.store import grids, incidents, loop
from geo.ui import data, downloads, filters, ledgers, matters, picks, response_panels, responses, show

show.title("incidents")
matters.heard()
is_filing = matters.filing()
asked = filters.sidebar("node", "period", "classes", "stages", "channels", "departments")
places = data.ask(grids.find, asked)
leaves = places[places["level"] == "grid"]
picks.step(leaves)

tally = data.ask(incidents.tally, asked, by="grid")
n, is_open, overdue = (int(tally[name].sum()) for name in ("n", "open", "overdue"))
with show.working(t("response.working")):
    total = responses.overall(asked)
on_time = response_panels.share(total["on_time"]) if total is not None else "—"
colour = show.figures(
    [
        show.Figure(key="n", label=t("incidents.n"), value=f"{n:,}", colours=True),
        show.Figure(key="open", label=t("incidents.open"), value=f"{is_open:,}", colours=True),
        show.Figure(key="overdue", label=t("incidents.overdue"), value=f"{overdue:,}", colours=True),
        show.Figure(
            key="closed",
            label=f"{t('incidents.closed')} · {t('response.on_time')}",
            value=ledgers.percent(n - is_open, n),
            unit=on_time,
        ),
    ]
)
classes = {code: word("words.classes", code) for code in paint.CLASS_COLOURS}
legend = replace(paint.classes(classes, cells=t("incidents.cells")), note=responses.parked())
points = drawing.shown("incidents", "grids", "borders", legend=legend)
values = tally[colour or "n"].reindex(leaves.index, fill_value=0)
fills = drawing.coloured_grids(values, title=t(f"incidents.{colour or 'n'}_by_grid"), note=t("incidents.note"))
calls = data.ask(loop.calls, unanswered=True)
whistles = [layer.waiting(calls, title=t("loop.unanswered"))] if len(calls) else []
show.on_map(
    fills if colour else points,
    *whistles,
    switches=("incidents", "facilities", "cameras", "buildings", "names"),
    marks=matters.marks(),
    placing=is_filing,
    fit=asked.node,
)
matters.card(asked)

with show.drawer() as is_drawn:
    if is_drawn:
        here = ledgers.here(asked)
        if matters.panel() == "list":
            matters.table(here)
            downloads.offer("incidents", here)
        else:
            left, right = show.halves()
            with left:
                show.over_time(t("incidents.by_month"), ledgers.counted(here, by="month"), colour=paint.BLUE)
                by_stage = ledgers.counted(here, by="stage", words="words.stages")
                show.bars(t("incidents.by_stage"), by_stage, colour=paint.RUST)
            with right:
                show.bars(t("incidents.by_class"), ledgers.counted(here, by="incident_class", words="words.classes"))
                show.over_time(t("incidents.by_hour"), ledgers.counted(here, by="hour"), colour=paint.BLUE)
