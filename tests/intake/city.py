"""A toy city for intake: two grids side by side in Nanjing, each a hundredth of a degree wide, under one district."""

import csv
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo.intake.examining import examined
from geo.intake.ground import Ground
from geo.intake.report import Report
from geo.intake.source import Source

WEST, SOUTH, STEP = 118.78, 32.04, 0.01


def nodes() -> gpd.GeoDataFrame:
    """Give district D over grids G1 (west) and G2 (east)."""
    boxes = [
        shapely.box(WEST, SOUTH, WEST + 2 * STEP, SOUTH + STEP),
        shapely.box(WEST, SOUTH, WEST + STEP, SOUTH + STEP),
        shapely.box(WEST + STEP, SOUTH, WEST + 2 * STEP, SOUTH + STEP),
    ]
    return gpd.GeoDataFrame(
        {"level": ["district", "grid", "grid"], "parent": [None, "D", "D"], "path": ["D", "D.G1", "D.G2"]},
        geometry=gpd.GeoSeries(boxes, index=["D", "G1", "G2"], crs=4490),
        index=["D", "G1", "G2"],
    )


def ground(**changes: Any) -> Ground:
    """Give what intake knows of the toy city."""
    return Ground(**{"zone": "Asia/Shanghai", "metric_crs": 4549, "nodes": nodes(), **changes})


def write(path: Path, *rows: dict[str, Any], encoding: str = "utf-8") -> Path:
    """Write rows as a CSV."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def check(
    path: Path, kind: str, *, on: Ground | None = None, **told: Any
) -> tuple[Report, gpd.GeoDataFrame, list[Any]]:
    """Examine a file; give the report, the rows that would be kept, and the rows set aside."""
    told.setdefault("crs", "EPSG:4490" if path.name.endswith((".csv", ".xlsx")) else None)
    kept, aside = [], []
    with examined(Source(path=path, kind=kind, **told), on or ground()) as examination:
        for checked in examination.batches:
            kept.append(checked.rows.frame)
            aside += checked.quarantined
    return examination.report, kept[0] if kept else gpd.GeoDataFrame(), aside


def incident(**changes: Any) -> dict[str, Any]:
    """Give a sound incident in G1."""
    sound = {
        "code": "A1",
        "class": "hazard",
        "collected_at": "2024-03-04 08:05",
        "lon": WEST + 0.005,
        "lat": SOUTH + 0.005,
    }
    return {**sound, **changes}
