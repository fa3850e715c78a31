"""Norms and defaults with value, unit, source and status; seeded into the table ``standards``, editable there."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Standard:
    """One norm.

    ``status`` says how it was checked: ``V`` in the source itself, ``V2`` second hand, ``R`` recalled (to be
    checked before it is printed as a norm), ``own`` a choice of this project.
    """

    key: str
    value: float
    unit: str
    source: str
    status: str


STANDARDS: tuple[Standard, ...] = (
    Standard(key="walk.brisk", value=1.2, unit="m/s", source="Swiss 70-79 preferred 1.19 (PMC5536437)", status="V"),
    Standard(
        key="walk.standard", value=1.0, unit="m/s", source="r5r default; GB 50180-2018 implies 0.83-1.11", status="V"
    ),
    Standard(key="walk.elderly", value=0.8, unit="m/s", source="UK 65-74 at mobility risk (RCT, n=768)", status="V"),
    Standard(key="walk.frail", value=0.65, unit="m/s", source="UK frail, SPPB 4-7: 0.64 (RCT, n=768)", status="V"),
    Standard(key="circle.near", value=5, unit="min", source="GB 50180-2018", status="V2"),
    Standard(key="circle.middle", value=10, unit="min", source="GB 50180-2018", status="V2"),
    Standard(key="circle.far", value=15, unit="min", source="GB 50180-2018", status="V2"),
    Standard(key="target.2025", value=85, unit="%", source="Shanghai 14th plan: facilities within 15 min", status="V2"),
    Standard(key="target.2035", value=99, unit="%", source="Shanghai 2035", status="V2"),
    Standard(key="daycare.radius", value=300, unit="m", source="GB 50180-2018, elderly day-care", status="R"),
    Standard(key="decay.near", value=1.0, unit="weight", source="Luo & Qi 2009, 0-10 min scaled to 0-5", status="V"),
    Standard(
        key="decay.middle", value=0.68, unit="weight", source="Luo & Qi 2009, 10-20 min scaled to 5-10", status="V"
    ),
    Standard(key="decay.far", value=0.22, unit="weight", source="Luo & Qi 2009, 20-30 min scaled to 10-15", status="V"),
    Standard(key="k.inside", value=5, unit="people", source="OECD glossary 7010: at least five", status="V"),
    Standard(
        key="k.outside", value=10, unit="people", source="public export, petition and crime classes", status="own"
    ),
    Standard(
        key="rank.least_n", value=20, unit="matters", source="no rank below, after FixMyStreet 1957", status="own"
    ),
    Standard(
        key="disputes.settled_low", value=95, unit="%", source="95% of disputes settled below the district", status="R"
    ),
    Standard(
        key="grid.households_low", value=300, unit="households", source="GB/T 34300-2017, usual urban grid", status="R"
    ),
    Standard(
        key="grid.households_high", value=500, unit="households", source="GB/T 34300-2017, usual urban grid", status="R"
    ),
)


def default(key: str) -> float:
    """Give the seeded value of a norm.

    Examples
    --------
    >>> default("walk.elderly")
    0.8
    """
    return _BY_KEY[key].value


_BY_KEY = {standard.key: standard for standard in STANDARDS}
