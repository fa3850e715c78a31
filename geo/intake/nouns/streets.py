"""Streets in: lines people walk along, each of one piece, measured in the city's metric CRS."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORED
from geo.frames import STREET_CLASSES
from geo.intake import values
from geo.intake.draft import Draft, Kind, Rows, shaped
from geo.intake.ground import Ground
from geo.intake.matching import CODE, Field

_CLOSED = ("motorway",)


def finish(draft: Draft, ground: Ground) -> None:  # noqa: ARG001 - every noun is finished with the ground it stands on
    """Say who may walk where the file does not: everybody but on motorways; stairs are what is classed so."""
    shaped(draft, "LineString")
    frame = draft.frame
    unsaid = frame["walkable"].isna()
    frame.loc[unsaid, "walkable"] = ~frame.loc[unsaid, "street_class"].isin(_CLOSED)
    unsaid = frame["stairs"].isna()
    frame.loc[unsaid, "stairs"] = frame.loc[unsaid, "street_class"] == "steps"
    for name in ("bridge", "tunnel"):
        frame[name] = frame[name].where(frame[name].notna(), other=False)
    frame["layer"] = frame["layer"].fillna(0)
    draft.out_of("layer", -20, 20)


def assemble(draft: Draft, ground: Ground) -> Rows:
    """Give one row a connected line; the parts of a broken one are numbered after its code."""
    good = draft.good
    flat = draft.frame.loc[good].drop(columns="wkt", errors="ignore").reset_index(drop=True)
    parts, owner = shapely.get_parts(draft.shapes[good], return_index=True)
    flat = flat.iloc[owner].reset_index(drop=True)
    number = pd.Series(owner).groupby(owner).cumcount().to_numpy()
    flat["code"] = np.where(number > 0, flat["code"] + "-" + (number + 1).astype(str).astype(object), flat["code"])
    flat["length_m"] = shapely.length(ground.to_metres(parts)).round(2)
    for name in ("walkable", "stairs", "bridge", "tunnel"):
        flat[name] = flat[name].astype(bool)
    frame = gpd.GeoDataFrame(flat, geometry=gpd.GeoSeries(parts, crs=STORED)).set_index("code")
    return Rows(frame, draft.rows[good][owner], np.arange(len(frame)))


KIND = Kind(
    "streets",
    (
        CODE,
        Field("name", values.text, ("名称", "道路名称", "路名", "streetname", "label"), free=True),
        Field(
            "street_class",
            values.code,
            ("道路等级", "等级", "类别", "class", "roadclass", "fclass"),
            words="words.street_classes",
            codes=STREET_CLASSES,
            default="other",
        ),
        Field("walkable", values.boolean, ("可步行", "步行")),
        Field("stairs", values.boolean, ("台阶", "楼梯")),
        Field("bridge", values.boolean, ("桥", "桥梁", "天桥")),
        Field("tunnel", values.boolean, ("隧道", "地道")),
        Field("layer", values.whole, ("层", "层位")),
    ),
    "LineString",
    finish,
    assemble,
)
