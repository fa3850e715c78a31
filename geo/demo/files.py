"""The demo city as the files a real city would hand in: a GeoPackage, registers as CSV, and their manifest."""

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from geo.crs import STORED
from geo.demo.city import Tables
from geo.demo.town import ZONE
from geo.frames import STAGE_TIMES
from geo.i18n import dictionary

MANIFEST = "city.toml"
LAYERS = ("grids", "streets", "landscape", "buildings", "facilities", "patrol_routes")
"""Nouns that are layers of the GeoPackage; the others come as CSV."""
_TODAY = "2026-10-31T00:00:00.000Z"
_INCIDENTS = {
    "code": "事件编号", "lon": "经度", "lat": "纬度", "incident_class": "大类", "subclass": "小类", "channel": "来源",
    "department": "责任部门", "priority": "紧急程度", "level": "层级", "collected_at": "上报时间",
    "called_at": "派遣时间", "responded_at": "响应时间", "handled_at": "处置时间", "verified_at": "结案时间",
    "evaluated_at": "评价时间", "due_at": "截止时间", "reopened": "返工次数", "handovers": "流转次数",
    "satisfaction": "满意度",
}  # fmt: skip
_CAMERAS = {
    "code": "编号", "lon": "经度", "lat": "纬度", "kind": "类型", "mount_m": "安装高度(m)", "azimuth_deg": "方位角(°)",
    "hfov_deg": "水平视场角(°)", "tilt_deg": "俯角(°)", "range_m": "有效距离(m)", "width_px": "水平像素",
    "purpose": "用途", "owner_unit": "责任单位", "sign": "提示标识", "angle_reviewed_on": "角度核查日期",
    "storage_days": "存储天数",
}  # fmt: skip
_CHILDCARE = {"code": "编号", "name": "名称", "kind": "类型", "level": "级别", "capacity": "托位数",
              "hours": "开放时间", "lon": "经度", "lat": "纬度"}  # fmt: skip


def write(folder: Path, tables: Tables) -> Path:
    """Write a city's tables as files, with their manifest.

    Parameters
    ----------
    folder
        Where to; made if it is not there. Files of an earlier writing are replaced.
    tables
        As `geo.demo.city` gives them.

    Returns
    -------
    Path
        The manifest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sites = tables["facilities"]
    shifted = sites["kind"] == "childcare"
    _package(folder / "demo.gpkg", {**tables, "facilities": sites[~shifted]})
    _sheet(folder / "childcare.csv", sites[shifted], _CHILDCARE, words={"kind": "facility_kinds", "level": "levels"})
    _sheet(folder / "cameras.csv", tables["cameras"], _CAMERAS, words={"kind": "camera_kinds"})
    _residents(folder / "residents.csv", tables["residents"])
    _fixes(folder / "patrol_fixes.csv", tables["patrol_tracks"], tables["fixes"])
    words = {"incident_class": "classes", "channel": "channels", "priority": "priorities", "level": "levels"}
    _sheet(folder / "incidents.csv", tables["incidents"], _INCIDENTS, words=words)
    manifest = folder / MANIFEST
    shutil.copyfile(Path(__file__).with_name(MANIFEST), manifest)
    return manifest


def _package(path: Path, tables: Tables) -> None:
    """Write the layers; the day stands still, so that the same tables give the same file."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _TODAY})
    try:
        for noun in LAYERS:
            known = tables[noun].drop(columns=["path", "area_m2", "length_m", "grid"], errors="ignore")
            layer = gpd.GeoDataFrame(known).rename_axis("code").reset_index()
            layer.to_file(path, layer=noun, driver="GPKG", engine="pyogrio")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _sheet(path: Path, frame: gpd.GeoDataFrame | pd.DataFrame, heads: dict[str, str], *, words: dict[str, str]) -> None:
    """Write a register as an office would: Chinese heads and words, degrees, the wall clock."""
    flat = _in_degrees(frame).rename_axis("code").reset_index()
    table = dictionary("zh")["words"]
    for column, name in words.items():
        flat[column] = flat[column].map(table[name])
    for column in (*STAGE_TIMES, "due_at"):
        if column in flat.columns:
            flat[column] = _wall_clock(flat[column])
    if "sign" in flat.columns:
        flat["sign"] = flat["sign"].map({True: "有", False: "无"})
    flat[list(heads)].rename(columns=heads).to_csv(path, index=False, encoding="utf-8")


def _in_degrees(frame: gpd.GeoDataFrame | pd.DataFrame) -> pd.DataFrame:
    points = gpd.GeoSeries(frame["geometry"]).to_crs(STORED).to_numpy()
    flat = pd.DataFrame(frame.drop(columns="geometry"))
    return flat.assign(lon=np.round(shapely.get_x(points), 7), lat=np.round(shapely.get_y(points), 7))


def _wall_clock(instants: pd.Series) -> NDArray[np.object_]:
    local = instants.dt.tz_convert(ZONE).dt.tz_localize(None).to_numpy(dtype="datetime64[s]")
    texts = np.char.replace(np.datetime_as_string(local, unit="s"), "T", " ").astype(object)
    texts[np.isnat(local)] = None
    return np.asarray(texts)


def _residents(path: Path, residents: gpd.GeoDataFrame | pd.DataFrame) -> None:
    """Write one row a building, one column an age band."""
    wide = residents.pivot_table(index="place", columns="band", values="count", aggfunc="sum", observed=True)
    wide.columns = pd.Index([f"{band.replace('+', '')}岁以上" if "+" in band else f"{band}岁" for band in wide.columns])
    points = pd.DataFrame(residents[["place", "geometry"]]).drop_duplicates("place").set_index("place")
    flat = _in_degrees(
        gpd.GeoDataFrame(wide.join(points), geometry="geometry", crs=gpd.GeoSeries(residents["geometry"]).crs)
    )
    flat.rename_axis("楼栋编号").rename(columns={"lon": "经度", "lat": "纬度"}).to_csv(path, encoding="utf-8")


def _fixes(path: Path, shifts: pd.DataFrame, fixes: gpd.GeoDataFrame | pd.DataFrame) -> None:
    """Write every fix with the shift it belongs to."""
    flat = _in_degrees(fixes)
    flat["time"] = _wall_clock(flat.pop("at"))
    told = shifts[["route", "team", "unit", "node"]]
    flat.join(told, on="track").to_csv(path, index=False, encoding="utf-8")
