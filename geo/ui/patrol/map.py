"""What the patrol page draws: grids by the chosen figure, the gaps of the selected grid, a shift, suggested rounds."""

from geo.filters import Filters
from geo.i18n import t, word
from geo.layers import drawing, paint
from geo.layers import patrol as layer
from geo.layers.drawing import Drawing
from geo.ui import picks, show
from geo.ui.patrol import asking, figures, plan, points

_LIMITS = {"walked": (20, 40, 60, 80, 95), "gap": (5, 20, 40, 60, 80)}


def drawings(asked: Filters, colour: str, limit: int) -> list[Drawing]:
    """Draw the page."""
    values = figures.by_grid(asked, colour, limit)
    ends = ("0", "100 %") if colour in _LIMITS else None
    grids = drawing.coloured_grids(
        values,
        title=t(f"patrol.map.{colour}", days=limit),
        ramp=figures.RAMPS[colour],
        ends=ends,
        limits=_LIMITS.get(colour),
        note=f"{t('patrol.map.note')} · {figures.as_of(asked)}",
    )
    words = {code: word("words.teams", code) for code in paint.PATROL_COLOURS}
    legend = paint.teams(words, title=t("patrol.legend"), track=t("map.groups.tracks"))
    drawn = [*_chosen(asked, limit), *_rounds(asked), *points.drawings(asked)]
    return [grids, *drawn, drawing.shown("patrol", legend=legend)]


def _chosen(asked: Filters, limit: int) -> list[Drawing]:
    chosen = picks.picked()
    if chosen is not None and chosen.noun == "patrol_routes":
        return _shift(chosen.code, asked)
    if chosen is not None and chosen.noun in ("grids", "lines"):
        inside = asked.but(node=chosen.code) if chosen.noun == "grids" else asked
        found = asking.mine().gap_list(inside, limit)
        shown = found if chosen.noun == "grids" else found[found.index == chosen.code]
        return [layer.gaps(shown, label=t("patrol.map.gaps", days=limit))] if len(shown) else []
    return []


def _shift(route: str, asked: Filters) -> list[Drawing]:
    shift = asking.mine().last_shift(route, asked)
    if shift is None:
        return []
    walked = asking.mine().drawn(shift[1].visits)
    return layer.shift(walked, shift[1].gaps, label=t("patrol.map.shift"), dotted=t("patrol.map.dotted"))


def _rounds(asked: Filters) -> list[Drawing]:
    with show.working(t("patrol.plan.working")):
        suggested = plan.current(asked)
    if suggested is None:
        return []
    found = suggested.rounds[~suggested.rounds.geometry.is_empty]
    return layer.rounds(found, labels=[t("patrol.plan.unit", n=unit) for unit in found.index])
