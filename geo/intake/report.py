"""What became of a file: counts that always add up, the reasons, the columns taken and left, the questions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from geo.i18n import text, word


@dataclass
class Report:
    """One file's import, or the look at it before."""

    file: str
    kind: str
    layer: str | None = None
    read: int = 0
    kept: int = 0
    """Rows new or changed."""
    quarantined: int = 0
    skipped: int = 0
    """Rows that were there already unchanged, come twice, or are not meant."""
    repaired: int = 0
    """Geometries the worker had to repair."""
    dry: bool = False
    """Whether this was a look only."""
    columns: dict[str, str] = field(default_factory=dict)
    """Treaty column → what it was taken from."""
    personal: list[str] = field(default_factory=list)
    """Columns about persons, left at the door."""
    unused: list[str] = field(default_factory=list)
    """Columns the treaty has no place for."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Reason → how many quarantined rows have it."""
    skips: Counter[str] = field(default_factory=Counter)
    """Why rows were skipped → how many."""
    questions: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """What a person should look at: key under ``intake.questions`` and values."""
    examples: list[Any] = field(default_factory=list)
    """The first rows set aside: number, raw values, reasons."""
    as_of: str | None = None
    import_id: int | None = None

    @property
    def adds_up(self) -> bool:
        """Whether no row was lost: read = kept + quarantined + skipped."""
        return self.read == self.kept + self.quarantined + self.skipped

    def row(self) -> dict[str, Any]:
        """Give the report as one row of an answer."""
        return {
            "file": self.file,
            "layer": self.layer,
            "kind": self.kind,
            "read": self.read,
            "kept": self.kept,
            "quarantined": self.quarantined,
            "skipped": self.skipped,
            "repaired": self.repaired,
            "reasons": dict(self.reasons),
            "skips": dict(self.skips),
            "columns": self.columns,
            "personal": self.personal,
            "unused": self.unused,
            "questions": self.sentences(),
            "as_of": self.as_of,
            "import_id": self.import_id,
            "dry_run": self.dry,
        }

    def sentences(self) -> list[str]:
        """Give the questions in the reader's language."""
        return [text(f"intake.questions.{key}", **params) for key, params in self.questions]


def changed(reports: Iterable[Report]) -> frozenset[str]:
    """Give the kinds of which rows were written."""
    return frozenset(report.kind for report in reports if report.kept and not report.dry)


def reason(one: dict[str, Any]) -> str:
    """Give one reason of a quarantined row as a sentence in the reader's language."""
    params = dict(one["params"])
    if params.get("words"):  # the codes that may stand there, as the reader calls them
        params["known"] = ", ".join(word(params["words"], code) for code in params["known"].split(", "))
    return text(f"intake.reasons.{one['key']}", **params)
