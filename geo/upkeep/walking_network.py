"""The one walking network of a city: built when streets or norms have changed, kept on disk, the same for everybody."""

import hashlib
from pathlib import Path

import numpy as np
from pyproj import CRS
from sqlalchemy.orm import Session

from geo.analysis.network import Lines, Network, as_lines, joined, walkable
from geo.settings import settings
from geo.store import city, standards, streets

NORMS = ("walk.stairs_slowness", "walk.overpass_s")
"""Norms the network is built with."""


def ready(session: Session) -> Network:
    """Give the network of the streets as they are now, built with the city's own norms.

    Kept under the state of the streets and the values of `NORMS`: whoever changes either gets another network.
    """
    values, path = _norms(session), kept_at(session)
    if path.is_file():
        return Network.load(path)
    made = joined(
        _walked(session), stairs_slowness=values["walk.stairs_slowness"], overpass_s=values["walk.overpass_s"]
    )
    made.save(path)
    for former in path.parent.glob(f"{_family()}*.npz"):
        if former != path:
            former.unlink(missing_ok=True)
    return made


def _walked(session: Session) -> Lines:
    """Give the streets that people walk as arrays."""
    table, xy, points = streets.lines(session)
    walked = walkable(table).to_numpy(bool)
    row = np.flatnonzero(walked)
    inside = np.repeat(walked, points)
    line = np.repeat(np.arange(row.size), points[row])
    epsg = CRS(city.get(session).metric_crs).to_epsg()
    crs = CRS(city.get(session).metric_crs).to_wkt() if epsg is None else f"EPSG:{epsg}"
    return as_lines(table[walked], xy[inside], line, np.arange(row.size), crs=crs)


def kept_at(session: Session) -> Path:
    """Say where the network of the streets and norms as they are now is kept, or will be."""
    norms = hashlib.sha256(repr(sorted(_norms(session).items())).encode()).hexdigest()[:8]
    return settings().data / "cache" / f"{_family()}{streets.fingerprint(session)}-{norms}.npz"


def _norms(session: Session) -> dict[str, float]:
    return {name: standards.value(session, name) for name in NORMS}


def _family() -> str:
    """Name the networks of one database: those of another are not ours to clear away."""
    database = hashlib.sha256(f"{settings().database_url}|{settings().database}".encode()).hexdigest()[:8]
    return f"network-{database}-"
