"""The doors for coordinates: stored (CGCS2000), measured (the city's metric CRS), shown (WGS 84, Web Mercator)."""

from geo.crs.doors import DISPLAY, STORED, WEB, require_metric, to_display, to_metric, to_stored, vertices_to_metric

__all__ = ["DISPLAY", "STORED", "WEB", "require_metric", "to_display", "to_metric", "to_stored", "vertices_to_metric"]
