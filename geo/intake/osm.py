"""OpenStreetMap's tags to the treaty's columns: which elements a noun means, and what their tags say about it."""

import re
from collections.abc import Callable, Mapping

import numpy as np

from geo.intake.faults import Mask
from geo.intake.values import Texts

Tags = Mapping[str, str | None]
Said = dict[str, str | None]
"""Treaty column → text, for one element; None instead of it where the element is not meant."""

_CLASSES = {
    "motorway": ("motorway", "motorway_link"),
    "trunk": ("trunk", "trunk_link"),
    "primary": ("primary", "primary_link"),
    "secondary": ("secondary", "secondary_link"),
    "tertiary": ("tertiary", "tertiary_link"),
    "residential": ("residential", "living_street", "unclassified", "road"),
    "service": ("service", "track", "busway"),
    "footway": ("footway", "pedestrian", "corridor", "platform"),
    "steps": ("steps",),
    "path": ("path", "bridleway", "trail"),
    "cycleway": ("cycleway",),
}
_CLASS_OF = {highway: one for one, highways in _CLASSES.items() for highway in highways}
_FOR_CARS = frozenset({"motorway", "trunk", "primary", "secondary", "tertiary"})
_SHUT = frozenset({"no", "private", "use_sidepath"})
_OPEN = frozenset({"yes", "designated", "permissive", "official", "customers", "destination"})
_NUMBER = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*(?:m|米|°)?\s*$")

_AMENITIES = {
    "elderly_care": ("nursing_home", "retirement_home"),
    "health": ("hospital", "clinic", "doctors", "dentist", "pharmacy"),
    "childcare": ("kindergarten", "childcare"),
    "school": ("school", "college", "university"),
    "library": ("library",),
    "police": ("police",),
    "fire": ("fire_station",),
    "service_hall": ("townhall", "public_building"),
    "neighbour_centre": ("community_centre",),
    "culture": ("arts_centre", "theatre", "cinema", "museum"),
    "other": ("social_facility",),
}
_KIND_OF = {amenity: kind for kind, amenities in _AMENITIES.items() for amenity in amenities}
_FORBIDDEN = {
    "amenity": ("public_bath", "toilets", "shower", "dressing_room", "love_hotel", "student_accommodation"),
    "leisure": ("sauna",),
    "shop": ("massage",),
    "tourism": ("hotel", "hostel", "motel", "guest_house", "apartment"),
}
"""Where State Council Order 799 forbids cameras to look: baths, toilets, changing rooms, rooms of guests."""
_CAMERAS = {"fixed": "bullet", "dome": "dome", "panning": "ptz"}
_ADMIN = {"4": "city", "5": "city", "6": "district", "8": "street", "9": "community", "10": "community"}


def street(tags: Tags) -> Said | None:
    """Say what a way's tags say of a street: its class, and whether people may walk it."""
    one = _CLASS_OF.get(tags.get("highway") or "")
    if one is None:
        return None
    bridge, tunnel = _set(tags.get("bridge")), _set(tags.get("tunnel"))
    return {
        "street_class": one,
        "walkable": _said(_walkable(one, tags, tunnel=tunnel)),
        "stairs": _said(one == "steps"),
        "bridge": _said(bridge),
        "tunnel": _said(tunnel),
        "layer": _whole(tags.get("layer")) or ("1" if bridge else "-1" if tunnel else "0"),
    }


def _walkable(one: str, tags: Tags, *, tunnel: bool) -> bool:
    foot, access = tags.get("foot"), tags.get("access")
    if foot in _SHUT or foot in _OPEN:
        return foot in _OPEN
    if access in _SHUT or one == "motorway":
        return False
    return not (tunnel and one in _FOR_CARS)


def landscape(tags: Tags) -> Said | None:
    """Say what stops walkers, is green or is no camera's business; what runs below ground stops nobody."""
    if _set(tags.get("tunnel")):
        return None
    if any(tags.get(key) in places for key, places in _FORBIDDEN.items()):
        return {"kind": "forbidden"}
    if tags.get("access") == "private" and tags.get("leisure") in {"garden", "swimming_pool"}:
        return {"kind": "private"}
    green = tags.get("leisure") in {"park", "garden", "nature_reserve"}
    green = green or tags.get("landuse") in {"grass", "forest", "recreation_ground", "meadow", "village_green"}
    if tags.get("natural") == "water" or tags.get("waterway") in {"river", "canal", "riverbank", "dock", "stream"}:
        return {"kind": "water"}
    if tags.get("landuse") in {"reservoir", "basin"}:
        return {"kind": "water"}
    if tags.get("railway") in {"rail", "light_rail", "narrow_gauge"}:
        return {"kind": "railway"}
    if tags.get("barrier") in {"wall", "city_wall", "fence", "retaining_wall"}:
        return {"kind": "wall"}
    if green or tags.get("natural") in {"wood", "scrub", "grassland"}:
        return {"kind": "green"}
    return None


def building(tags: Tags) -> Said | None:
    """Say a footprint's use, height and storeys; a height of nought is none, half a storey is one."""
    one = tags.get("building")
    if not _set(one):
        return None
    height, levels = _number(tags.get("height")), _number(tags.get("building:levels"))
    return {
        "use": one if one != "yes" else tags.get("amenity"),
        "height_m": str(height) if height else None,
        "levels": str(int(np.ceil(levels))) if levels else None,
    }


def facility(tags: Tags) -> Said | None:
    """Say which kind of service a place gives."""
    amenity, social = tags.get("amenity") or "", tags.get("social_facility") or ""
    old = "senior" in (tags.get("social_facility:for") or "") or social in {"nursing_home", "assisted_living"}
    kind = "elderly_care" if old else _KIND_OF.get(amenity)
    if kind is None and tags.get("healthcare") not in {None, "no"}:
        kind = "health"
    if kind is None and tags.get("office") == "government":
        kind = "service_hall"
    if kind is None and tags.get("emergency") == "assembly_point":
        kind = "shelter"
    if kind is None:
        return None
    return {
        "kind": kind,
        "name": tags.get("name") or tags.get("name:zh"),
        "capacity": _whole(tags.get("capacity")),
        "hours": tags.get("opening_hours"),
    }


def camera(tags: Tags) -> Said | None:
    """Say what a surveillance node's tags say; most say nothing, and nothing is made up."""
    if tags.get("man_made", "surveillance") != "surveillance" or tags.get("surveillance:type") in {"ALPR", "guard"}:
        return None
    azimuth = _number(tags.get("camera:direction")) or _number(tags.get("direction"))
    height = _number(tags.get("height"))
    return {
        "kind": _CAMERAS.get(tags.get("camera:type") or ""),
        "mount_m": None if height is None else str(height),
        "azimuth_deg": None if azimuth is None else str(azimuth % 360),
    }


def grid(tags: Tags) -> Said | None:
    """Take administrative areas as nodes above the grid."""
    level = _ADMIN.get(tags.get("admin_level") or "")
    if tags.get("boundary") != "administrative" or level is None:
        return None
    return {"level": level}


_RULES: dict[str, tuple[Callable[[Tags], Said | None], tuple[str, ...], tuple[str, ...]]] = {
    "streets": (
        street,
        ("highway", "foot", "access", "bridge", "tunnel", "layer"),
        ("street_class", "walkable", "stairs", "bridge", "tunnel", "layer"),
    ),
    "landscape": (
        landscape,
        (
            *("tunnel", "natural", "waterway", "landuse", "leisure", "railway", "barrier"),
            *("amenity", "shop", "tourism", "access"),
        ),
        ("kind",),
    ),
    "buildings": (building, ("building", "amenity", "height", "building:levels"), ("use", "height_m", "levels")),
    "facilities": (
        facility,
        (
            *("amenity", "social_facility", "social_facility:for", "healthcare", "office", "emergency"),
            *("name", "name:zh", "capacity", "opening_hours"),
        ),
        ("kind", "name", "capacity", "hours"),
    ),
    "cameras": (
        camera,
        ("man_made", "surveillance:type", "camera:type", "camera:direction", "direction", "height"),
        ("kind", "mount_m", "azimuth_deg"),
    ),
    "grids": (grid, ("boundary", "admin_level"), ("level",)),
}
MARK = "osm → "
"""Before the name of a column that stands for tags."""


def produced(noun: str) -> tuple[str, ...]:
    """Give the treaty columns that tags say something about."""
    return _RULES[noun][2] if noun in _RULES else ()


def tags_read(noun: str) -> tuple[str, ...]:
    """Give the tags that are read for a noun."""
    return _RULES[noun][1] if noun in _RULES else ()


def recode(noun: str, columns: Mapping[str, Texts], length: int) -> tuple[dict[str, Texts], Mask]:
    """Read tags: treaty columns as texts, and which elements the noun means."""
    rule, used, made = _RULES[noun]
    there = [name for name in used if name in columns]
    rows = zip(*(columns[name] for name in there), strict=True) if there else iter([()] * length)
    said: dict[tuple[str | None, ...], Said | None] = {}
    meant = np.zeros(length, dtype=bool)
    texts = {name: np.full(length, None, dtype=object) for name in made}
    for place, row in enumerate(rows):
        if row not in said:
            said[row] = rule(dict(zip(there, row, strict=True)))
        one = said[row]
        if one is not None:
            meant[place] = True
            for name in made:
                texts[name][place] = one.get(name)
    return {MARK + name: column for name, column in texts.items()}, meant


def _set(tag: str | None) -> bool:
    return tag is not None and tag not in {"no", "0", "false"}


def _said(value: bool) -> str:
    return "yes" if value else "no"


def _number(tag: str | None) -> float | None:
    found = _NUMBER.match(tag or "")
    return float(found[1]) if found else None


def _whole(tag: str | None) -> str | None:
    number = _number(tag)
    return str(int(number)) if number is not None and number.is_integer() else None
