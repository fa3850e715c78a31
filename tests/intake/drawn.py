"""Numbers drawn at random, in the spellings people use, and what must not be taken for one. None is anybody's."""

from datetime import date, datetime

import numpy as np
from hypothesis import strategies as st

WIDE = str.maketrans("0123456789+-@()X ", "０１２３４５６７８９＋－＠（）Ｘ\u3000")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PROVINCES = (11, 15, 21, 31, 32, 33, 37, 44, 46, 50, 54, 61, 65, 81)


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


def grouped(number: str, groups: tuple[int, ...], gap: str) -> str:
    """Write a number in groups of so many digits."""
    ends = np.cumsum(groups)
    return gap.join(number[end - size : end] for end, size in zip(ends, groups, strict=True))


@st.composite
def identities(draw: st.DrawFn) -> str:
    """Draw an identity number with a sound check digit, in a spelling people use."""
    born = draw(st.dates(date(1920, 1, 1), date(2020, 12, 31)))
    head = f"{draw(st.sampled_from(PROVINCES))}{draw(digits(4))}{born:%Y%m%d}{draw(digits(3))}"
    last = "10X98765432"[sum(int(sign) * weight for sign, weight in zip(head, WEIGHTS, strict=True)) % 11]
    groups = draw(st.sampled_from([(18,), (6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4), (17, 1), (6, 12), (14, 4)]))
    written = grouped(head + last, groups, draw(st.sampled_from([" ", "-", "  ", "–"])))
    return draw(st.sampled_from([written, written.lower(), written.translate(WIDE)]))


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    """Draw a mobile number in a spelling people use."""
    number = f"1{draw(st.sampled_from('3456789'))}{draw(digits(9))}"
    groups = draw(st.sampled_from([(11,), (3, 4, 4), (3, 8), (3, 3, 5), (4, 3, 4), (7, 4)]))
    head = draw(st.sampled_from(["", "", "+86", "+86 ", "+86-", "0086 ", "86-", "(+86)", "86 "]))
    written = head + grouped(number, groups, draw(st.sampled_from([" ", "-", "‑", "\u2009"])))
    return draw(st.sampled_from([written, written.translate(WIDE), written.replace("1", "1\u200b")]))


@st.composite
def landlines(draw: st.DrawFn) -> str:
    """Draw a landline number with its area code, in a spelling people use."""
    long = draw(st.booleans())
    area = draw(st.sampled_from(["010", "021", "025", "028"] if long else ["0512", "0311", "0755", "0898"]))
    number = draw(st.sampled_from("2345678")) + draw(digits(7 if long else 6))
    middle = draw(st.sampled_from([4, None] if long else [3, None]))
    written = number if middle is None else f"{number[:middle]} {number[middle:]}"
    written = draw(st.sampled_from(["{}-{}", "{} {}", "({}){}", "{}{}", "({}) {}"])).format(area, written)
    return draw(st.sampled_from([written, written.translate(WIDE)]))


@st.composite
def plates(draw: st.DrawFn) -> str:
    """Draw a number plate in a spelling people use."""
    tail = draw(st.sampled_from("0123456789")) + draw(
        st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=4, max_size=5)
    )
    gap = draw(st.sampled_from(["", "·", "•", " ", "-", "・"]))
    written = f"{draw(st.sampled_from('京沪苏浙粤川'))}{draw(st.sampled_from('ABCDEFGH'))}{gap}{tail}"
    return draw(st.sampled_from([written, written.lower()]))


MAILS = st.from_regex(r"[a-z][a-z0-9._]{1,10}@[a-z]{2,8}\.(com|cn|org)", fullmatch=True)
AROUND = st.sampled_from(["{}", "请回电{}王先生", "编号 {} 已收到", "({})", "Tel.{}", "联系:{};现场无人", "3号楼,{}"])
CODES = st.one_of(
    st.builds(lambda on, n: f"{on:%Y%m%d}{n:05d}", st.dates(date(2000, 1, 1)), st.integers(0, 99_999)),
    st.builds(lambda on, n: f"GD-{on.year}-{n:06d}", st.dates(date(2000, 1, 1)), st.integers(0, 999_999)),
    st.builds(lambda n: f"10100{n:07d}", st.integers(0, 9_999_999)),
    st.builds(lambda area, n: f"{area}{n:06d}", st.sampled_from(["320106", "110101"]), st.integers(1_001, 50_050)),
    st.builds(lambda n: f"way/{n}", st.integers(1, 1_299_999_999)),
    st.builds(lambda n: f"{n}号楼{n % 30 + 1}单元", st.integers(1, 2000)),
)
PLACES = st.builds(
    lambda x, y, form: form.format(x, y),
    st.floats(-180, 180),
    st.floats(-90, 90),
    st.sampled_from(["{:.6f},{:.6f}", "{:.14f} {:.14f}", "lon {:.4f} lat {:.4f}"]),
)
TIMES = st.builds(
    lambda at, form: at.strftime(form),
    st.datetimes(min_value=datetime(1970, 1, 1)),
    st.sampled_from(
        ["%Y-%m-%d %H:%M", "%Y%m%d%H%M%S", "%Y年%m月%d日 %H时%M分", "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S+08:00"]
    ),
)
