"""The tables of limits as a reader edits them: what was changed, added and taken away, in the columns' own types."""

from datetime import date, time

import pandas as pd

from geo.ui.matters.limits import _edited


def changes(edited=None, added=(), deleted=()):
    return {"edited_rows": edited or {}, "added_rows": list(added), "deleted_rows": list(deleted)}


class TestAnEditedTable:
    def test_has_the_changed_cell_and_the_other_rows_as_they_were(self):
        rows = pd.DataFrame({"opens": [time(9), time(13, 30)], "closes": [time(12), time(17, 30)]})
        table = _edited("office", rows, changes({"1": {"closes": "18:00:00"}}))
        assert table.to_numpy().tolist() == [[time(9), time(12)], [time(13, 30), time(18)]]

    def test_has_added_rows_at_its_end_and_lost_those_taken_away(self):
        rows = pd.DataFrame({"day": [date(2027, 1, 1)], "works": [False], "note": [""]})
        table = _edited("days", rows, changes(added=[{"day": "2027-01-02", "works": True}], deleted=[0]))
        assert table[["day", "works"]].to_numpy().tolist() == [[date(2027, 1, 2), True]]
