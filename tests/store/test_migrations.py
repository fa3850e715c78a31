"""Migrations lead to exactly what the models say, and can be run again."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from geo.models import Base
from geo.store import server
from geo.store.migrations import update


def ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and name == "spatial_ref_sys")


class TestMigrations:
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
