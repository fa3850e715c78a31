"""Migrations lead to exactly what the models say, and can be run again."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from geo.models import Base
from geo.store import policies, server
from geo.store.migrations import head, update, upgrade


def ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and name == "spatial_ref_sys")


class TestMigrations:
    # SQLAlchemy 2.1 hands a check that is NOT VALID to CheckConstraint with an option that it does not know itself.
    @pytest.mark.filterwarnings("ignore:Can't validate argument 'dialect_options'")
    def test_make_what_the_models_say(self, database: str) -> None:
        engine = create_engine(server.url(database=database))
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_name": ours})
            differences = compare_metadata(context, Base.metadata)
        engine.dispose()
        assert differences == []

    def test_run_twice_change_nothing(self, database: str) -> None:
        update(database)
        update(database)

    def test_keep_an_edited_norm_and_let_one_go_that_the_code_knows_no_more(self, database: str) -> None:
        engine = create_engine(server.url(database=database))
        with engine.begin() as connection:
            connection.execute(text("UPDATE standards SET value = 0.7 WHERE key = 'walk.elderly'"))
            connection.execute(text("INSERT INTO standards VALUES ('k.inside', 5, 'people', 'before', 'own')"))

        update(database)

        with engine.connect() as connection:
            kept = connection.execute(text("SELECT value FROM standards WHERE key = 'walk.elderly'")).scalar()
            gone = connection.execute(text("SELECT count(*) FROM standards WHERE key LIKE 'k.%'")).scalar()
        engine.dispose()
        assert (kept, gone) == (0.7, 0)


class TestACityOfAnEarlierVersion:
    """It has a dotted code, a type on a district and a person's name in its log."""

    ROWS = (
        "INSERT INTO grids (code, path, name, level, type, geom)"
        " VALUES ('{code}.1', ARRAY['{code}.1'], '区', 'district', 'residential',"
        " ST_GeomFromText('MULTIPOLYGON(((120 31,121 31,121 32,120 31)))', 4490))",
        "INSERT INTO incident_log (code, deed, role, post, unit) VALUES ('{code}', 'call', 'leader', 'post', '王小姐')",
    )

    def test_keeps_rows_that_are_refused_from_now_on(self, database: str) -> None:
        server.create(f"{database}_earlier")
        address = server.url(database=f"{database}_earlier")
        passwords = {role: server.secret(role) for role in policies.LOGINS}
        engine = create_engine(address)
        upgrade(address.render_as_string(hide_password=False), passwords, to="0008")
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # its triggers are not in question
            for row in self.ROWS:
                connection.execute(text(row.format(code="old")))

        upgrade(address.render_as_string(hide_password=False), passwords)

        with engine.begin() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == head()
            assert connection.execute(text("SELECT count(*) FROM grids")).scalar() == 1
        for row in self.ROWS:
            with (
                pytest.raises(IntegrityError, match=r"type_of_a_grid|code_undotted|no_person"),
                engine.begin() as connection,
            ):
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                connection.execute(text(row.format(code="new")))
        engine.dispose()
        server.drop(f"{database}_earlier")
