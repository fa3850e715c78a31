"""What the camera page draws: grids by share, views, blind spots, the trial, advice."""

import pandas as pd

from geo.analysis.cctv import optics
from geo.clock import to_city
from geo.filters import Filters
from geo.i18n import lookup, t
from geo.layers import cctv as layer
from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.store import camera_shares
from geo.ui import cctv, cctv_cards, cctv_drawer, cctv_trial, data, picks, reader

_SPOTS = 80
"""So many blind spots are drawn; the drawer lists more."""


def drawings(asked: Filters, rows: pd.DataFrame, colour: str, trial: cctv_trial.Trial | None) -> list[Drawing]:
    """Draw the page."""
    note = t("cctv.map.note") if reader.actor().wide else t("cctv.map.note_own")
    if not cctv.exact():
        note = t("cctv.map.shares_only", at=_worked_out_at())
    values = cctv_cards.by_grid(rows, colour)
    grids = drawing.coloured_grids(values, title=t(f"cctv.map.{colour}"), ramp="teals", note=note)
    if not cctv.exact():
        return [grids]
    return [grids, *_views(asked, trial), *_blind(asked), *_advice(asked), *cctv_trial.drawings(trial)]


def _views(asked: Filters, trial: cctv_trial.Trial | None) -> list[Drawing]:
    looks = cctv.looked(asked)
    table = looks.views.table
    chosen = picks.picked()
    mine = chosen.code if chosen is not None and chosen.noun == "cameras" and chosen.code in table.index else None
    turned = trial.record.index[0] if trial is not None else None
    others = table[table.index.isin(cctv.here(asked)) & ~table.index.isin([mine, turned])]
    label = t("cctv.map.view")
    faint = data.work("cctv.drawn", lambda: layer.views(others, label=label), asked, mine, turned, label)
    drawn = [faint, drawing.shown("cameras", "buildings")]
    if mine is not None:
        row, words = table.loc[mine], lookup("cctv.dori")
        reach = {name: _reach(row, f"dori.{name}") for name in optics.EDITIONS["dori"]}
        place = looks.views.places[table.index.get_loc(mine)]
        drawn += layer.detail(table.loc[[mine]], (place[0], place[1]), pd.Series(reach), words)
    return drawn


def _reach(row: pd.Series, name: str) -> float:
    metres = optics.reach_m(optics.classes()[name], row["width_px"], row["lens_deg"])
    return min(float(metres), float(row["far_m"]))


def _blind(asked: Filters) -> list[Drawing]:
    chosen = picks.picked()
    inside = asked.but(node=chosen.code) if chosen is not None and chosen.noun == "grids" else asked
    spots = cctv.blind(inside).head(_SPOTS)
    return [layer.blind(spots, label=t("cctv.map.blind", n=len(spots)))] if len(spots) else []


def _advice(asked: Filters) -> list[Drawing]:
    wanted = cctv_drawer.advice_asked()
    if wanted is None:
        return []
    found = cctv.advised(asked, *wanted)
    return layer.advice(found.cameras, found.views, label=t("cctv.map.advice")) if len(found.cameras) else []


def _worked_out_at() -> str:
    at, city = data.ask(camera_shares.worked_out_at), data.city()
    return f"{to_city(at, city.zone):%Y-%m-%d %H:%M}" if at is not None and city is not None else "—"
