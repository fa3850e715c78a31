"""The page 导入: a file goes up, its columns are matched, it is looked at and comes in; what was set aside is named."""

from geo.ui.intake.deeds import deeds
from geo.ui.intake.doubts import doubts
from geo.ui.intake.report import history, report
from geo.ui.intake.telling import told
from geo.ui.intake.upload import Upload, laid, upload

__all__ = ["Upload", "deeds", "doubts", "history", "laid", "report", "told", "upload"]
