"""导入 · Import: a file goes up, is looked at first, then comes in; every row that cannot is named with its reasons."""

from geo.i18n import t
from geo.ui import intake, show

show.title("intake", city_needed=False)
with show.sheet(t("upload.title"), t("upload.words")):
    given = intake.upload()
    about = intake.told(given) if given is not None else None
    if given is not None and about is not None:
        report = intake.deeds(given, about)
        if report is not None:
            intake.report(report)
    intake.doubts()
    intake.history()
