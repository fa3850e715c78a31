"""Norms and defaults with value, unit, source and status; seeded into the table ``standards``, editable there.

The smallest counts of people shown (k) are no norm that an administrator edits but settings with a floor: see
`geo.settings`.
"""

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
    Standard(
        key="walk.stairs_slowness", value=2.0, unit="times level ground", source="stairs at half pace", status="own"
    ),
    Standard(key="walk.overpass_s", value=60, unit="s", source="climbing and leaving a footbridge", status="own"),
    Standard(key="walk.snap_m", value=150, unit="m", source="longest way from a door to its street", status="own"),
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
    Standard(
        key="need.elderly_care", value=0.04, unit="places per person counted", source="40 beds per 1000", status="R"
    ),
    Standard(
        key="need.childcare",
        value=0.18,
        unit="places per child",
        source="4.5 per 1000 people, 25 of them 0-2",
        status="R",
    ),
    Standard(
        key="rank.least_n", value=20, unit="matters", source="no rank below, after FixMyStreet 1957", status="own"
    ),
    Standard(
        key="disputes.settled_low", value=95, unit="%", source="95% of disputes settled below the district", status="R"
    ),
    Standard(
        key="light.amber",
        value=25,
        unit="%",
        source="of the time to the deadline that is left when the clock warns",
        status="own",
    ),
    Standard(key="lift.grid", value=0, unit="h", source="after the deadline, on the matter's clock", status="own"),
    Standard(key="lift.community", value=8, unit="h", source="after the deadline, on the matter's clock", status="own"),
    Standard(key="lift.street", value=24, unit="h", source="after the deadline, on the matter's clock", status="own"),
    Standard(
        key="grid.households_low", value=300, unit="households", source="GB/T 34300-2017, usual urban grid", status="R"
    ),
    Standard(
        key="grid.households_high", value=500, unit="households", source="GB/T 34300-2017, usual urban grid", status="R"
    ),
    Standard(key="cctv.mount", value=4, unit="m", source="camera without a height", status="own"),
    Standard(key="cctv.mount.worst", value=3, unit="m", source="camera without a height, worst case", status="own"),
    Standard(key="cctv.mount.best", value=6, unit="m", source="camera without a height, best case", status="own"),
    Standard(key="cctv.hfov", value=90, unit="degrees", source="camera without an angle of view", status="own"),
    Standard(key="cctv.hfov.worst", value=60, unit="degrees", source="as above, worst case", status="own"),
    Standard(key="cctv.hfov.best", value=110, unit="degrees", source="as above, best case", status="own"),
    Standard(key="cctv.range", value=40, unit="m", source="camera without a range", status="own"),
    Standard(key="cctv.range.worst", value=20, unit="m", source="camera without a range, worst case", status="own"),
    Standard(key="cctv.range.best", value=80, unit="m", source="camera without a range, best case", status="own"),
    Standard(key="cctv.width", value=1920, unit="px", source="camera without an image width", status="own"),
    Standard(key="cctv.width.worst", value=1280, unit="px", source="as above, worst case", status="own"),
    Standard(key="cctv.width.best", value=3840, unit="px", source="as above, best case", status="own"),
    Standard(key="cctv.building", value=12, unit="m", source="building without height or storeys", status="own"),
    Standard(key="cctv.building.worst", value=30, unit="m", source="as above, worst case", status="own"),
    Standard(key="cctv.building.best", value=6, unit="m", source="as above, best case", status="own"),
    Standard(key="cctv.storey", value=3, unit="m", source="height of a storey", status="own"),
    Standard(
        key="cctv.wall", value=3, unit="m", source="camera mapped this far inside a wall hangs on it", status="own"
    ),
    Standard(key="cctv.over", value=4, unit="cameras", source="over-coverage: seen by as many or more", status="own"),
    Standard(key="cctv.storage", value=30, unit="days", source="State Council Order 799, least storage", status="R"),
    Standard(key="patrol.gap_s", value=120, unit="s", source="longer silence of a tracker is a gap", status="own"),
    Standard(key="patrol.gap_m", value=200, unit="m", source="longer jump of a tracker is a gap", status="own"),
    Standard(key="patrol.fastest", value=15, unit="m/s", source="nobody on patrol is faster", status="own"),
    Standard(key="cctv.review", value=365, unit="days", source="angle review no older than", status="own"),
    Standard(key="dori.monitor", value=12.5, unit="px/m", source="IEC 62676-4:2014", status="V"),
    Standard(key="dori.detect", value=25, unit="px/m", source="IEC 62676-4:2014", status="V"),
    Standard(key="dori.observe", value=62.5, unit="px/m", source="IEC 62676-4:2014", status="V"),
    Standard(key="dori.recognise", value=125, unit="px/m", source="IEC 62676-4:2014", status="V"),
    Standard(key="dori.identify", value=250, unit="px/m", source="IEC 62676-4:2014", status="V"),
    Standard(key="iec2025.overview", value=20, unit="px/m", source="IEC 62676-4:2025", status="V"),
    Standard(key="iec2025.outline", value=40, unit="px/m", source="IEC 62676-4:2025", status="V"),
    Standard(key="iec2025.discern", value=80, unit="px/m", source="IEC 62676-4:2025", status="V"),
    Standard(key="iec2025.perceive", value=125, unit="px/m", source="IEC 62676-4:2025", status="V"),
    Standard(key="iec2025.characterise", value=250, unit="px/m", source="IEC 62676-4:2025", status="V"),
    Standard(key="iec2025.validate", value=500, unit="px/m", source="IEC 62676-4:2025", status="V"),
    Standard(key="iec2025.scrutinise", value=1500, unit="px/m", source="IEC 62676-4:2025", status="V"),
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

PACES = tuple(
    norm.key.removeprefix("walk.") for norm in STANDARDS if norm.key.startswith("walk.") and norm.unit == "m/s"
)
"""Speed profiles: what stands after ``walk.`` and is a speed."""
