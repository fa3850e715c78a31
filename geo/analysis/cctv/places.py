"""Where a camera really hangs: off the wall it is mapped in, or on the roof below it."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import shapely

from geo.analysis.cctv.scene import Floats, Scene, Whole

OFF_M = 0.1
"""How far off its wall a camera hangs."""
_TOUCH_M = 0.01
_TURNS = np.radians(np.arange(0, 360, 22.5))


def standing(
    points: npt.NDArray[np.object_], mounts: Floats, scene: Scene, norm: Mapping[str, float]
) -> tuple[Floats, Whole, npt.NDArray[np.bool_]]:
    """Put cameras that are mapped in or on a wall in front of it.

    A camera higher than the building it stands on looks from the roof. One lower hangs on the nearest wall if that is
    no further than the norm ``cctv.wall``; deeper inside it is an indoor camera and sees no street.

    Returns
    -------
    places
        x, y each camera looks from.
    roofs
        On how many buildings it stands.
    indoors
        Whether it is inside.
    """
    places = shapely.get_coordinates(points)
    heights = scene.buildings["height_m"].to_numpy()
    shapes = scene.footprints.geometries
    camera, building = scene.footprints.query(points, predicate="dwithin", distance=_TOUCH_M)
    walled = heights[building] >= mounts[camera]
    walled |= shapely.distance(shapely.boundary(shapes[building]), points[camera]) <= _TOUCH_M
    for i in np.unique(camera[walled]):
        places[i] = _off_the_wall(places[i], scene, norm["cctv.wall"])
    camera, building = scene.footprints.query(shapely.points(places), predicate="intersects")
    lower = heights[building] < mounts[camera]
    roofs = np.bincount(camera[lower], minlength=len(places))
    indoors = np.zeros(len(places), np.bool_)
    indoors[camera[~lower]] = True
    return places, roofs, indoors


def _off_the_wall(place: Floats, scene: Scene, furthest_m: float) -> Floats:
    """Give the freest spot just off the nearest outer wall; the place itself if every wall is too far."""
    point = shapely.Point(place)
    around = scene.footprints.query(point, predicate="dwithin", distance=furthest_m + 2 * OFF_M)
    solid = shapely.union_all(scene.footprints.geometries[around])
    wall = shapely.shortest_line(shapely.boundary(solid), point)
    if shapely.length(wall) > furthest_m:
        return place
    foot = shapely.get_coordinates(wall)[0]
    spots = foot + OFF_M * np.column_stack((np.cos(_TURNS), np.sin(_TURNS)))
    free = shapely.distance(shapely.points(spots), solid)
    found: Floats = spots[np.argmax(free)]
    return found
