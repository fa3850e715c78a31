"""Response as pages ask for it: figures by any cut, kept as long as the data stand, and their words."""

from datetime import timedelta
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.analysis import control, hotspots, repeats, response, setaside, shares
from geo.analysis.asking import SPANS, Span, looked_at
from geo.analysis.partitions import UNPLACED, nodes_at, under
from geo.analysis.rates import LEAST_TO_RANK
from geo.clock import now, to_city
from geo.crs import DISPLAY
from geo.filters import Filters
from geo.frames import LEVELS
from geo.i18n import t, word
from geo.layers import response as layer
from geo.layers.drawing import Drawing
from geo.packed import PackedIncidents
from geo.store import default_points, grids, loop, packed
from geo.store.session import reading
from geo.ui import data, reader

_PERIOD_DAYS = 90


def matters() -> PackedIncidents:
    """Give the matters the reader may see; the store keeps them ready."""
    with reading(reader.actor()) as session:
        return packed.find(session)


def as_of() -> pd.Timestamp:
    """Give the instant open matters are looked at, to ten minutes, so that one answer serves them."""
    return looked_at(matters(), pd.Timestamp(now()).floor("10min"))


def day() -> str:
    """Give that instant in words of the city's clock."""
    city = data.city()
    return f"{to_city(as_of().to_pydatetime(), city.zone if city else 'UTC'):%Y-%m-%d %H:%M}"


def parked() -> str:
    """Say how many matters are parked on default points and therefore not drawn; empty where there is none."""
    piles = data.ask(default_points.find)
    places = "; ".join(f"{pile.lat_e7 / 1e7:.5f}, {pile.lon_e7 / 1e7:.5f}" for pile in piles)
    count = sum(pile.count for pile in piles)
    return t("response.not_drawn", count=f"{count:,}", place=places) if piles else ""


def figures(asked: Filters, by: str, span: Span = response.WHOLE) -> pd.DataFrame:
    """Give the figures of response, cut any of `WAYS` or ``total``."""
    at = as_of()
    return data.work("responses.figures", lambda: _figures(asked, by, span, at), asked, by, span, at)  # type: ignore[no-any-return]


def overall(asked: Filters) -> "pd.Series[Any] | None":
    """Give the figures of everything asked for; None where nothing was."""
    found = figures(asked, "total")
    return found.astype("float64").iloc[0] if len(found) else None


def coloured(asked: Filters, chosen: str, total: "pd.Series[Any]") -> Drawing:
    """Colour the grids by the chosen figure; shares of under twenty matters are left clear."""
    found = figures(asked, "grid").drop(index=UNPLACED, errors="ignore")
    note = t(
        "response.figures_note",
        n=f"{total['n']:,.0f}",
        open=f"{total['open']:,.0f}",
        aside=f"{total['set_aside']:,.0f}",
        as_of=day(),
    )
    if chosen == "on_time":
        known = found.loc[found["judged"] >= LEAST_TO_RANK, "on_time"] * 100
        return layer.grids(
            known, title=t("response.grid_on_time"), share=True, note=f"{t('response.on_time_note')} · {note}"
        )
    if chosen == "open":
        return layer.grids(found["open"], title=t("response.grid_open"), share=False, note=note)
    hours = found[f"{chosen}_minutes"] / 60
    return layer.grids(
        hours, title=t(f"response.grid_{chosen}"), share=False, note=f"{t('response.p50_note')} · {note}"
    )


def spots(asked: Filters) -> gpd.GeoDataFrame:
    """Give hot and cold grids of the period against the equally long one before."""
    present, before = _periods(asked)
    return data.work("responses.spots", lambda: _spots(present, before), present)


def causes(asked: Filters) -> gpd.GeoDataFrame:
    """Give root causes as points in the city's metric CRS."""
    at, city = as_of(), data.city()
    found = data.work(
        "responses.causes", lambda: repeats.find(matters(), asked, as_of=at, within=_within(asked)), asked, at
    )
    points = gpd.points_from_xy(found["lon"], found["lat"], crs=DISPLAY)
    named = found.assign(
        name=[
            f"{sub or word('words.classes', one)} · {t('response.times', count=n)}"
            for one, sub, n in zip(found["incident_class"], found["subclass"], found["times"], strict=True)
        ]
    )
    return gpd.GeoDataFrame(named, geometry=points).to_crs(city.metric_crs if city else DISPLAY)


def drawn(asked: Filters, view: str, chosen: str, total: "pd.Series[Any]") -> list[Drawing]:
    """Give what the map shows in a view."""
    if view == "hotspots":
        words = {course: t(f"response.course.{course}") for course in ("new", "growing", "steady", "fading")}
        found = spots(asked)
        note = t("response.hot_note", since=found.attrs["since"], until=found.attrs["until"])
        return layer.spots(
            found, words={**words, "cold": t("response.spot.cold")}, title=t("response.hotspots"), note=note
        )
    if view == "repeats":
        return [layer.causes(causes(asked), title=t("response.repeats"), note=t("response.source", as_of=day()))]
    return [coloured(asked, chosen, total)]


def trend(asked: Filters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give control charts by month: median hours (XmR) and the share closed in time (p)."""
    found = figures(asked, "month")
    judged = found["judged"]
    hours = control.xmr((found["p50_minutes"] / 60).dropna())
    hours["low"] = hours["low"].clip(lower=0)  # no time is below nought
    return hours, control.p_chart((found["on_time"] * judged).round().fillna(0), judged)


def stages(asked: Filters) -> pd.DataFrame:
    """Give n, open, p50 and p90 of every span from stage to stage."""
    spans = (response.WHOLE, *SPANS)
    found = [figures(asked, "total", span).reindex(["total"]).iloc[0] for span in spans]
    return pd.DataFrame(found, index=[str(span) for span in spans])


def faults(asked: Filters) -> pd.DataFrame:
    """Count what was set aside, fault by fault."""
    at = as_of()
    found: pd.DataFrame = data.work(
        "responses.faults", lambda: setaside.report(matters(), asked, as_of=at, within=_within(asked)), asked, at
    )
    return found


def found_by_ourselves(asked: Filters) -> "pd.Series[Any]":
    """Give the share found by patrol, camera, sensor or inspection."""
    ours = asked.but(channels=tuple(one for one in shares.PROACTIVE if not asked.channels or one in asked.channels))
    found = figures(ours, "total") if ours.channels else figures(asked, "total").iloc[:0]
    return shares.proactive(found, figures(asked, "total")).iloc[0]


def emerging(asked: Filters) -> pd.DataFrame:
    """Give the sub-classes that grew against the period before."""
    present, before = _periods(asked)
    return hotspots.emerging(*(figures(one, "subclass")["n"] for one in (present, before)))


def answered() -> pd.DataFrame:
    """Give calls answered in time by department."""
    calls = data.ask(loop.calls)
    return shares.answered(calls, by="department", at=pd.Timestamp(now()))


def settled(asked: Filters) -> pd.DataFrame:
    """Give closed matters by the level that closed them."""
    return shares.settled(figures(asked, "level"))


def _figures(asked: Filters, by: str, span: Span, at: pd.Timestamp) -> pd.DataFrame:
    nodes = nodes_at(data.ask(grids.tree), by) if by in LEVELS and by != "grid" else None
    return response.figures(
        matters(),
        asked,
        by="node" if nodes is not None else by,
        nodes=nodes,
        as_of=at,
        span=span,
        within=_within(asked),
    )


def _periods(asked: Filters) -> tuple[Filters, Filters]:
    """Give the question with a whole period (unsaid: the last ninety days), and with the one before."""
    city = data.city()
    today = to_city(as_of().to_pydatetime(), city.zone if city else "UTC").date()
    until = asked.until or today + timedelta(days=1)
    since = asked.since or until - timedelta(days=_PERIOD_DAYS)
    return asked.but(since=since, until=until), asked.but(since=since - (until - since), until=since)


def _spots(present: Filters, before: Filters) -> gpd.GeoDataFrame:
    leaves = data.ask(grids.find, present).query("level == 'grid'")
    hectares = leaves.geometry.area / 10_000
    counts = [figures(one, "grid")["n"] for one in (present, before)]
    found = hotspots.against(*(hotspots.find(leaves, one, hectares) for one in counts))
    found.attrs.update(since=str(before.since), until=str(before.until))
    return found


def _within(asked: Filters) -> frozenset[str] | None:
    return None if asked.node is None else under(data.ask(grids.tree), asked.node)
