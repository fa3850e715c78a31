"""巡逻 · Patrol: which routes and beats are planned, and which shifts were walked."""

from geo.i18n import t, word
from geo.layers import drawing, paint
from geo.store import grids, patrol
from geo.ui import cards, data, downloads, filters, ledgers, picks, show

show.title("patrol")
asked = filters.sidebar("node", "period", "patrol_kinds", "teams")
picks.step(data.ask(grids.find, asked).query("level == 'grid'"))

routes = data.ask(patrol.find_routes, asked)
tracks = data.ask(patrol.find_tracks, asked)
if routes.empty and tracks.empty:
    show.nothing()
hours = (tracks["ended_at"] - tracks["started_at"]).dt.total_seconds().sum() / 3600
shown = [
    show.Figure(key="routes", label=t("patrol.routes"), value=f"{len(routes):,}"),
    show.Figure(key="shifts", label=t("patrol.shifts"), value=f"{len(tracks):,}"),
    show.Figure(key="hours", label=t("patrol.hours"), value=f"{hours:,.0f}", unit=t("patrol.hour")),
    show.Figure(
        key="planned", label=t("patrol.planned"), value=ledgers.percent(tracks["route"].notna().sum(), len(tracks))
    ),
]
show.figures(shown)
show.on_map(
    drawing.shown(
        "grids",
        "borders",
        "patrol",
        "tracks",
        legend=paint.teams(
            {code: word("words.teams", code) for code in paint.PATROL_COLOURS},
            title=t("patrol.legend"),
            track=t("map.groups.tracks"),
        ),
    ),
    switches=("patrol", "tracks", "incidents", "facilities", "buildings", "names"),
    fit=asked.node,
)
cards.selected(asked)

with show.drawer() as is_drawn:
    if is_drawn:
        show.bars(t("patrol.by_unit"), ledgers.most(tracks["unit"]), colour=paint.TEAL)
        show.table(ledgers.routes(routes, tracks), pick="patrol_routes")
        downloads.offer("patrol_routes", asked)
