"""More of what cannot be is refused by the database: measures that are no number, names of nothing, zones nowhere."""

from alembic import op

revision = "0011"
down_revision = "0010"

_CHECKS = {
    "buildings": {"height_m_finite": "height_m < 'Infinity'"},
    "streets": {"length_m_finite": "length_m < 'Infinity'"},
    "cameras": {
        "mount_m_finite": "mount_m < 'Infinity'",
        "range_m_finite": "range_m < 'Infinity'",
        "width_px_some": "width_px > 0",
    },
    "facilities": {"name_some": "name <> ''"},
    "grids": {
        "area_m2_finite": "area_m2 < 'Infinity'",
        "name_some": "name <> ''",
        "type_of_a_grid": "type IS NULL OR level = 'grid'",
        "code_undotted": "position('.' IN code) = 0",
    },
    "incidents": {
        "times_finite": "isfinite(collected_at) AND isfinite(coalesce(called_at, responded_at, handled_at, collected_at))"
        " AND isfinite(coalesce(evaluated_at, verified_at, handled_at, collected_at))"
        " AND isfinite(coalesce(due_at, collected_at))"
    },
    "standards": {"value_finite": "value > '-Infinity' AND value < 'Infinity'"},
    "city": {"zone_somewhere": "timezone(zone, timestamptz '2000-01-01 00:00+00') IS NOT NULL"},
    "imports": {
        "kind_known": "kind IN ('grids', 'facilities', 'streets', 'landscape', 'buildings', 'residents', 'cameras',"
        " 'patrol_routes', 'patrol_tracks', 'incidents')"
    },
    "quarantined_rows": {"reasons_some": "jsonb_array_length(reasons) > 0"},
}


def upgrade() -> None:
    for table, checks in _CHECKS.items():
        for name, rule in checks.items():
            # Not valid: what is written from now on is checked; a city with a row that earlier versions took still starts.
            op.create_check_constraint(op.f(f"{table}_{name}_check"), table, rule, postgresql_not_valid=True)
