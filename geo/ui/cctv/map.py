"""What the camera page draws: grids by share, views, blind spots, private places, the trial, advice."""

import numpy as np
import pandas as pd
import shapely

from geo.analysis.cctv import optics
from geo.filters import Filters
from geo.i18n import lookup, t
from geo.layers import cctv as layer
from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.ui import data, picks, reader, wording
from geo.ui.cctv import asking, drawer, figures, trial
from geo.ui.cctv.trial import Trial

_LIMITS = {"seen": (5, 10, 20, 40, 60), "recognise": (1, 2, 5, 10, 20), "over": (1, 2, 5, 10, 20)}
_AROUND_M = 400.0
"""Around a camera on trial only views this near are drawn: every turn sends them to the browser again."""
_SPOTS = 80
"""So many blind spots are drawn; the drawer lists more."""


def drawings(asked: Filters, rows: pd.DataFrame, colour: str, tried: Trial | None) -> list[Drawing]:
    """Draw the page."""
    note = t("cctv.map.note") if reader.actor().wide else t("cctv.map.note_own")
    if not asking.mine().exact:
        note = t("cctv.map.shares_only", at=_worked_out_at())
    if colour == "recognise":
        note = f"{note} · {t('cctv.map.recognise_note')}"
    note = f"{note} · {wording.as_of('cameras')}"
    values = figures.by_grid(rows, colour)
    grids = drawing.coloured_grids(
        values, title=t(f"cctv.map.{colour}"), ramp="teals", limits=_LIMITS[colour], note=note
    )
    if not asking.mine().exact:
        return [grids]
    drawn = [grids, *_views(asked, tried), *_blind(asked), *_entered(asked), *_advice(asked)]
    return [*drawn, *trial.drawings(tried)]


def _views(asked: Filters, tried: Trial | None) -> list[Drawing]:
    looks = asking.mine().looked(asked)
    table = looks.views.table
    mine = _chosen(table.index)
    turned = tried.record.index[0] if tried is not None else None
    shown = table.index.isin(asking.mine().here(asked)) & ~table.index.isin([mine, turned])
    at = None if tried is None else shapely.get_coordinates(tried.record.geometry.iloc[0])[0].round()
    if at is not None:
        shown &= np.hypot(*(looks.views.places - at).T) < _AROUND_M
    others, label, spot = table[shown], t("cctv.map.view"), None if at is None else tuple(at)
    faint = data.work("cctv.drawn", lambda: layer.views(others, label=label), asked, mine, turned, spot, label)
    drawn = [faint, drawing.shown("cameras", "buildings")]
    if mine is not None:
        row, words = table.loc[mine], lookup("cctv.dori")
        reach = {name: _reach(row, f"dori.{name}") for name in optics.EDITIONS["dori"]}
        place = looks.views.places[table.index.get_loc(mine)]
        drawn += layer.detail(table.loc[[mine]], (place[0], place[1]), pd.Series(reach), words)
    return drawn


def _chosen(codes: pd.Index) -> str | None:
    chosen = picks.picked()
    return chosen.code if chosen is not None and chosen.noun == "cameras" and chosen.code in codes else None


def _reach(row: pd.Series, name: str) -> float:
    metres = optics.reach_m(optics.classes()[name], row["width_px"], row["lens_deg"])
    return min(float(metres), float(row["far_m"]))


def _blind(asked: Filters) -> list[Drawing]:
    chosen = picks.picked()
    inside = asked.but(node=chosen.code) if chosen is not None and chosen.noun == "grids" else asked
    return data.work("cctv.drawn.blind", lambda: _drawn(inside), inside, reader.language())  # type: ignore[no-any-return]


def _drawn(inside: Filters) -> list[Drawing]:
    spots = asking.mine().blind(inside).head(_SPOTS)
    return [layer.blind(spots, label=t("cctv.map.blind", n=len(spots)))] if len(spots) else []


def _entered(asked: Filters) -> list[Drawing]:
    """Draw the forbidden places and yards in the chosen camera's view, or all while their list is open."""
    found = asking.mine().entered(asked.but(node=None))
    mine = _chosen(pd.Index(found["camera"]))
    if mine is None and not drawer.shows("privacy"):
        return []
    wanted = found[found["kind"] != "home"] if mine is None else found[found["camera"] == mine]
    places = asking.mine().places(asked, wanted)
    return [layer.entered(places, label=t("cctv.map.entered"))] if len(places) else []


def _advice(asked: Filters) -> list[Drawing]:
    wanted = drawer.advice_asked()
    if wanted is None:
        return []
    found = asking.mine().advised(asked, *wanted)
    return layer.advice(found.cameras, found.views, label=t("cctv.map.advice")) if len(found.cameras) else []


def _worked_out_at() -> str:
    at, city = asking.mine().worked_out_at(), data.city()
    return wording.instant(pd.Timestamp(at), city.zone) if at is not None and city is not None else "—"
