"""A camera's optics: what its record says, what is assumed where it is silent, and how far each detail reaches."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import BadInputError
from geo.frames import CAMERAS, require
from geo.standards import STANDARDS

CASES = ("usual", "worst", "best")
"""How to fill what a camera's record leaves out."""

ATTRIBUTES = ("mount_m", "azimuth_deg", "hfov_deg", "tilt_deg", "range_m", "width_px")

EDITIONS = {
    "dori": ("monitor", "detect", "observe", "recognise", "identify"),
    "iec2025": ("overview", "outline", "discern", "perceive", "characterise", "validate", "scrutinise"),
}
"""Classes of picture detail: IEC 62676-4:2014 (DORI) and IEC 62676-4:2025, coarse to fine."""

_ASPECT = 9 / 16
_PLANE = 170.0
"""Beyond this angle of view a lens no longer draws on a plane and pixels are spread over the arc."""
_FILLED = {"mount_m": "cctv.mount", "hfov_deg": "cctv.hfov", "range_m": "cctv.range", "width_px": "cctv.width"}
_LIMITS = {
    "mount_m": (0, 500),
    "azimuth_deg": (-360, 720),
    "hfov_deg": (0, 360),
    "tilt_deg": (-90, 90),
    "range_m": (0, 5_000),
    "width_px": (1, 100_000),
}

Floats = npt.NDArray[np.float64]


def classes() -> dict[str, float]:
    """Give every class of detail with its pixels per metre, as ``edition.class``.

    Examples
    --------
    >>> classes()["dori.recognise"], classes()["iec2025.outline"]
    (125, 40)
    """
    seeded = norms()
    return {f"{edition}.{name}": seeded[f"{edition}.{name}"] for edition, names in EDITIONS.items() for name in names}


def norms() -> dict[str, float]:
    """Give the seeded value of every norm; a city's own values come from its table of standards instead."""
    return {standard.key: standard.value for standard in STANDARDS}


def px_per_m(distance_m: npt.ArrayLike, width_px: npt.ArrayLike, hfov_deg: npt.ArrayLike) -> Floats:
    """Give the pixels per metre of a picture at a distance along the ground: W / (2 d tan(hfov/2)).

    A lens of 170° and more has its pixels spread over the arc instead: W / (d · hfov).

    Examples
    --------
    >>> round(float(px_per_m(10, 1920, 90)), 6)
    96.0
    """
    return reach_m(distance_m, width_px, hfov_deg)  # the same formula, solved for the other of its two unknowns


def reach_m(detail: npt.ArrayLike, width_px: npt.ArrayLike, hfov_deg: npt.ArrayLike) -> Floats:
    """Give the distance in metres at which a picture has ``detail`` pixels per metre.

    Examples
    --------
    >>> round(float(reach_m(96, 1920, 90)), 6)
    10.0
    """
    angle = np.asarray(hfov_deg, np.float64)
    flat = 2 * np.tan(np.radians(np.minimum(angle, _PLANE)) / 2)
    spread = np.where(angle < _PLANE, flat, np.radians(angle))
    found: Floats = np.asarray(width_px, np.float64) / (np.asarray(detail, np.float64) * spread)
    return found


def completed(cameras: pd.DataFrame, *, case: str = "usual", values: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Fill what cameras' records leave out with the declared assumptions of a case.

    Parameters
    ----------
    cameras
        Table of the treaty ``CAMERAS``.
    case
        ``usual``, or ``worst`` and ``best`` for the two ends of what may be.
    values
        Norms of the city; the seeded ones if left out.

    Returns
    -------
    DataFrame
        The six attributes, complete but for ``azimuth_deg`` (NaN: all round, or to be pointed by `views`);
        ``lens_deg`` (angle that detail is reckoned with), ``all_round``, ``unpointed`` (a fixed camera without
        direction), ``near_m``, ``far_m`` on the ground, and ``assumed``: names of the attributes that were filled.

    Raises
    ------
    BadInputError
        If an attribute is outside what can be.
    """
    if case not in CASES:
        raise ValueError(f"case is one of {CASES}, not {case!r}")
    require(cameras, CAMERAS, ("kind", *ATTRIBUTES))
    norm = norms() if values is None else {**norms(), **values}
    out = cameras[list(ATTRIBUTES)].astype("float64")
    _check(out)
    missing = out.isna()
    out["all_round"] = cameras["kind"].isin(("dome", "ptz")) | (out["hfov_deg"] >= 360)
    missing["azimuth_deg"] &= ~out["all_round"]
    missing["tilt_deg"] &= ~out["all_round"]
    out["unpointed"] = missing["azimuth_deg"]
    suffix = "" if case == "usual" else f".{case}"
    out["lens_deg"] = out["hfov_deg"].fillna(norm["cctv.hfov" + {"": "", ".best": ".worst", ".worst": ".best"}[suffix]])
    for name, key in _FILLED.items():
        out[name] = out[name].fillna(norm[key + suffix])
    out.loc[out["all_round"], "azimuth_deg"] = np.nan
    if case == "best":
        out["all_round"] |= out["unpointed"]
    out["near_m"], out["far_m"] = _ground(out, case)
    out["assumed"] = [tuple(name for name in ATTRIBUTES if row[name]) for row in missing.to_dict("records")]
    return out


def assumptions(complete: pd.DataFrame) -> pd.DataFrame:
    """Count for how many cameras each attribute was assumed.

    Returns
    -------
    DataFrame
        Index attribute; ``assumed`` and ``cameras``, counts.
    """
    counts = [sum(name in assumed for assumed in complete["assumed"]) for name in ATTRIBUTES]
    return pd.DataFrame(
        {"assumed": counts, "cameras": len(complete)}, index=pd.Index(ATTRIBUTES, name="attribute"), dtype="int64"
    )


def _check(attributes: pd.DataFrame) -> None:
    for name, (low, high) in _LIMITS.items():
        wrong = attributes.index[(attributes[name] < low) | (attributes[name] > high)]
        if len(wrong):
            raise BadInputError(
                "cctv.errors.attribute",
                camera=wrong[0],
                name=name,
                value=attributes[name].loc[wrong[0]],
                low=low,
                high=high,
            )


def _ground(optics: pd.DataFrame, case: str) -> tuple[Floats, Floats]:
    """Give near and far distance on the ground between the picture's lower and upper edge."""
    mount = optics["mount_m"].to_numpy()
    reach = optics["range_m"].to_numpy()
    plane = np.minimum(optics["hfov_deg"].to_numpy(), _PLANE)
    upright = 2 * np.degrees(np.arctan(np.tan(np.radians(plane) / 2) * _ASPECT))
    aimed = {"usual": upright / 2 + np.degrees(np.arctan2(mount, reach)), "worst": 0.0, "best": 90.0}[case]
    given = optics["tilt_deg"].to_numpy()
    tilt = np.where(np.isnan(given), aimed, given)
    lower, upper = tilt + upright / 2, tilt - upright / 2
    near = np.where(lower < 90, mount / np.tan(np.radians(np.clip(lower, 0.01, 89.99))), 0.0)
    edge = np.where(upper > 0, mount / np.tan(np.radians(np.clip(upper, 0.01, 89.99))), np.inf)
    far = np.where(np.isnan(given), reach, np.minimum(reach, edge))
    free = optics["all_round"].to_numpy() | (optics["hfov_deg"].to_numpy() >= _PLANE)
    return np.where(free, 0.0, near), np.where(free, reach, far)
