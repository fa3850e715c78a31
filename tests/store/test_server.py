"""The private server: made once, found by everybody, never as root, alive again after every death."""

from sqlalchemy import text

from geo.access import Actor
from geo.store.session import reading


class TestADatabaseForTests:
    def test_is_migrated_and_empty(self, database):
        with reading(Actor(role="leader")) as session:
            assert session.execute(text("SELECT current_database(), count(*) FROM grids")).one() == (database, 0)
