"""Numbers of persons in free text: telephones, identity cards, number plates, addresses of mail, and named papers.

Only what cannot well be anything else is held against a text: a mobile or landline number in the groups people write
it in, an identity number whose province, date and check digit fit, or any long number right after a word like 电话.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_BEFORE = r"(?<![0-9])(?<![0-9]\.)"
_AFTER = r"(?!\.?[0-9])"
"""A number ends where no further digit follows, not even behind a decimal point."""
_CHINA = r"(?:\(?(?:\+|00)?86\)?[ -]?)?"
_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PATTERNS = (
    # a mobile: at once, or in the groups 3-4-4, 3-8, 3-3-5, 4-3-4, 7-4
    rf"{_BEFORE}{_CHINA}1[3-9][0-9](?:[0-9]{{8}}|(?P<gap>[ .-])[0-9]{{4}}(?P=gap)[0-9]{{4}}|[ -][0-9]{{8}}"
    rf"|[ -][0-9]{{3}}[ -][0-9]{{5}}|[0-9][ -][0-9]{{3}}[ -][0-9]{{4}}|[0-9]{{4}}[ -][0-9]{{4}}){_AFTER}",
    # a landline: 025-84401234, (025)84401234, 025-8440-1234, 02584401234, +86 25 8440 1234
    rf"{_BEFORE}(?:0[0-9]{{2,3}}[ -]|\(0[0-9]{{2,3}}\)[ -]?)[0-9]{{7,8}}{_AFTER}",
    rf"{_BEFORE}\(?0(?:10|2[0-9]|[3-9][0-9]{{2}})\)?[ -]?[2-9][0-9]{{2,3}}[ -]?[0-9]{{4}}{_AFTER}",
    rf"{_BEFORE}\+?86[ -]?(?:10|2[0-9]|[3-9][0-9]{{2}})[ -][2-9][0-9]{{6,7}}{_AFTER}",
    # abroad: +358 40 1234567, (617) 349-3300, 617.349.3300; 400 and 800 are hotlines
    rf"{_BEFORE}\+[1-9](?:[ -]?[0-9]){{7,14}}{_AFTER}",
    rf"{_BEFORE}(?!\(?[48]00)(?:\([2-9][0-9]{{2}}\) ?|[2-9][0-9]{{2}}[-. ])[2-9][0-9]{{2}}[-. ][0-9]{{4}}{_AFTER}",
    # mail
    r"[A-Za-z0-9._%+\-]+ ?@ ?[A-Za-z0-9\-]+\.[A-Za-z]{2,}",
    # a number plate
    rf"[{_PLACES}] ?[A-Za-z][ ·-]?(?=[A-Za-z]{{0,3}}[0-9])(?:[A-HJ-NP-Za-hj-np-z0-9]{{5,6}}"
    r"|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警港澳使领])(?![A-Za-z0-9])",
    # whatever a word announces: 电话84401234, 身份证号:320106490307002, 卡号 6222…, 微信号 abc_123
    r"(?:电话|手机|座机|回电|致电|联系方式|\b(?:tel|phone|mobile)\b)[^0-9]{0,6}[0-9](?:[ -]?[0-9]){6,}",
    r"(?:身份证|证件|居住证|社保|医保|银行|卡号|账号|账户)[^0-9]{0,8}[0-9](?:[ -]?[0-9Xx]){11,}",
    r"(?:护照|通行证|passport)[^0-9A-Za-z]{0,8}[A-Za-z]{1,2}[0-9]{7,9}",
    r"(?:微信号?|\bwechat|\bQQ号?) ?(?:: ?|(?=[A-Za-z_-]*[0-9]))[A-Za-z0-9][A-Za-z0-9_-]{4,19}",
    r"(?:姓名|联系人|来电人|诉求人|反映人|投诉人|举报人|报警人|户主|业主|当事人) ?: ?[\u4e00-\u9fff·]{2,6}",
)
_OTHERS = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_IDENTITY = re.compile(r"(?<![0-9])(?=([1-9](?:[ -]{0,2}[0-9]){16}[ -]{0,2}[0-9Xx])(?![0-9Xx]))")
_IDENTITY_LENGTH = 18
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83)
)
_FIRST_BIRTH = 1880
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DASHES, _DOTS = "‐‑‒–—―−﹘﹣", "•・‧∙⋅●"
_ALIKE = str.maketrans(_DASHES + _DOTS + "\t", "-" * len(_DASHES) + "·" * len(_DOTS) + " ")
_BLANK = "█████"


def carries_number(texts: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which texts carry a telephone, identity-card or plate number, a mail address or the like."""
    codes, uniques = pd.factorize(texts)
    found = np.fromiter(
        (any(True for _ in _spans(_plain(str(one)))) for one in uniques), dtype=bool, count=len(uniques)
    )
    return np.append(found, False)[codes]


def is_number(texts: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which codes are themselves such a number, or carry an identity number.

    A code may well hold eleven digits that look like a telephone among others (``T13912345678``); it is refused only
    where there is nothing else.
    """
    codes, uniques = pd.factorize(texts)
    found = np.fromiter((_is_one(_plain(str(one))) for one in uniques), dtype=bool, count=len(uniques))
    return np.append(found, False)[codes]


def blanked(text: str) -> str:
    """Give a text with every such number blanked out; a text without one comes back as it was.

    Examples
    --------
    >>> blanked("请回电 13912345678 王")
    '请█████ 王'
    """
    plain = _plain(text)
    places = sorted(_spans(plain))
    if not places:
        return text
    parts, done = [], 0
    for start, end in places:
        if start >= done:
            parts += [plain[done:start], _BLANK]
        done = max(done, end)
    return "".join([*parts, plain[done:]])


def _is_one(text: str) -> bool:
    return _OTHERS.fullmatch(text) is not None or (
        len(text) >= _IDENTITY_LENGTH and any(True for _ in _identities(text))
    )


def _plain(text: str) -> str:
    """Write a text narrow, with one kind of dash, dot and blank and without signs that are not seen."""
    if text.isascii():
        return text.translate(_ALIKE).strip()
    narrow = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    return "".join(sign for sign in narrow if unicodedata.category(sign) != "Cf").strip()


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for found in _OTHERS.finditer(text):
        yield found.span()
    yield from _identities(text)


def _identities(text: str) -> Iterator[tuple[int, int]]:
    for found in _IDENTITY.finditer(text):
        if _is_identity(re.sub(r"[ -]", "", found[1])):
            yield found.span(1)


def _is_identity(digits: str) -> bool:
    """Tell an identity number from a long ticket number: province, date of birth, check digit (GB 11643-1999)."""
    if int(digits[:2]) not in _PROVINCES or int(digits[6:10]) < _FIRST_BIRTH:
        return False
    try:
        date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()
