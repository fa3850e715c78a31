"""Which pages there are, in the order of the bar, and the right each needs; a page is there when its file is."""

from dataclasses import dataclass

from geo.settings import ROOT


@dataclass(frozen=True)
class Page:
    """One page of the app: the noun, which names its file, its address and its words, and the right it needs."""

    noun: str
    right: str = "view"

    @property
    def path(self) -> str:
        """File of the page, as Streamlit wants it."""
        return str(ROOT / "pages" / f"{self.noun}.py")


_PLAN = (
    Page("overview"),
    Page("incidents"),
    Page("response", "analyse"),
    Page("circles"),
    Page("coverage", "analyse"),
    Page("siting", "analyse"),
    Page("patrol"),
    Page("cctv"),
    Page("grids"),
    Page("intake", "import"),
    Page("people", "users"),
    Page("audit", "audit"),
    Page("briefing"),
)
PAGES = tuple(page for page in _PLAN if (ROOT / "pages" / f"{page.noun}.py").is_file())
"""The first one is the front page."""


def page(noun: str) -> Page:
    """Give a page by its noun."""
    return next(one for one in _PLAN if one.noun == noun)
