"""Matters on the map: points by class or grids by how many, calls nobody answered, and the matter that is selected."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd

from geo.filters import Filters
from geo.i18n import t, word
from geo.layers import drawing, paint
from geo.layers import response as layer
from geo.layers.drawing import Drawing
from geo.store import incidents, loop
from geo.ui import data, picks
from geo.ui.response import asking


def drawn(asked: Filters, tally: pd.DataFrame, leaves: gpd.GeoDataFrame, colour: str | None) -> list[Drawing]:
    """Give what the map shows.

    Parameters
    ----------
    asked
        The question.
    tally
        Matters by grid: n, open, overdue.
    leaves
        The grids asked for.
    colour
        Which of them the grids are coloured by; None for points.
    """
    whistles = _whistles(asked, leaves)
    return [_fills(tally, leaves, colour) if colour else _points(asked), *whistles, *_selected()]


def _points(asked: Filters) -> Drawing:
    classes = {code: word("words.classes", code) for code in paint.CLASS_COLOURS}
    note = " ".join(filter(None, (t("incidents.note"), asking.parked(asked), t("response.source", as_of=asking.day()))))
    legend = paint.classes(classes, cells=t("incidents.cells"))
    lights = paint.lights({light: t(f"loop.lights.{light}") for light in paint.LIGHT_COLOURS})
    legend = replace(legend, keys=(*legend.keys, *lights), note=note)
    return drawing.shown("incidents", "grids", "borders", legend=legend)


def _fills(tally: pd.DataFrame, leaves: gpd.GeoDataFrame, colour: str) -> Drawing:
    values = tally[colour].reindex(leaves.index, fill_value=0)
    note = f"{t('incidents.note')} {t('response.source', as_of=asking.day())}"
    return drawing.coloured_grids(values, title=t(f"incidents.{colour}_by_grid"), note=note)


def _whistles(asked: Filters, leaves: gpd.GeoDataFrame) -> list[Drawing]:
    calls = data.ask(loop.calls, unanswered=True)
    here = calls if asked.node is None else calls[calls["grid"].isin(leaves.index)]
    return [layer.waiting(here, title=t("loop.unanswered"))] if len(here) else []


def _selected() -> list[Drawing]:
    """Ring the selected matter: from afar, where single points are not drawn, it is found all the same."""
    chosen = picks.picked()
    if chosen is None or chosen.noun != "incidents":
        return []
    return [layer.ring(data.ask(incidents.one, chosen.code))]
