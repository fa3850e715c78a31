"""事件 · Incidents: what happened where, which stage it has reached, what is overdue – and moving it along."""

from geo.i18n import t
from geo.layers import paint
from geo.store import grids
from geo.ui import data, downloads, filters, ledgers, picks, show
from geo.ui.matters import card, deeds, filing, limits, listing, map
from geo.ui.response import asking, words

show.title("incidents")
deeds.heard()
is_filing = filing.offered()
asked = filters.sidebar("node", "period", "classes", "stages", "channels", "departments")
places = data.ask(grids.find, asked)
leaves = places[places["level"] == "grid"]
picks.step(leaves)

with show.working(t("response.working")):
    tally, total = asking.mine().tally(asked, "grid"), asking.mine().overall(asked)
n, is_open, overdue = (int(tally[name].sum()) for name in ("n", "open", "overdue"))
closed, on_time = ("—", "—") if total is None else (words.share(total["closed"]), words.share(total["on_time"]))
colour = show.figures(
    [
        show.Figure(key="n", label=t("incidents.n"), value=f"{n:,}", colours=True),
        show.Figure(key="open", label=t("words.terms.open").capitalize(), value=f"{is_open:,}", colours=True),
        show.Figure(key="overdue", label=t("incidents.overdue"), value=f"{overdue:,}", colours=True),
        show.Figure(
            key="closed",
            label=f"{t('incidents.closed')} · {t('response.on_time')}",
            value=closed,
            unit=on_time,
        ),
    ]
)
show.on_map(
    *map.drawn(asked, tally, leaves, colour),
    switches=("incidents", "facilities", "cameras", "buildings", "names"),
    marks=filing.marks(),
    placing=is_filing,
    fit=asked.node,
)
card.card(asked)

with show.drawer() as is_drawn:
    if is_drawn:
        here = ledgers.here(asked)
        panel = listing.panel()
        if panel == "list":
            listing.table(here)
            downloads.offer("incidents", here)
        elif panel == "limits":
            limits.edit()
        else:
            left, right = show.halves()
            with left:
                show.over_time(t("incidents.by_month"), ledgers.counted(here, by="month"), colour=paint.BLUE)
                by_stage = ledgers.counted(here, by="stage", words="words.stages")
                show.bars(t("incidents.by_stage"), by_stage, colour=paint.RUST)
            with right:
                show.bars(t("incidents.by_class"), ledgers.counted(here, by="incident_class", words="words.classes"))
                show.over_time(t("incidents.by_hour"), ledgers.counted(here, by="hour"), colour=paint.BLUE)
