"""The door for personal data: columns about persons are never taken, texts with a person's number are set aside.

There is no table of persons in this software. A facility's telephone is simply not taken; a file whose rows are
persons (a residents file with names or ID numbers) is refused whole.
"""

import re
import unicodedata
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_PERSONAL_PARTS = (
    *(
        "姓名",
        "电话",
        "手机",
        "身份证",
        "证件号",
        "证件号码",
        "车牌",
        "号牌",
        "来电",
        "诉求人",
        "报案人",
        "当事人",
        "申请人",
    ),
    *(
        "联系人",
        "联系方式",
        "户主",
        "住户",
        "业主",
        "居民姓名",
        "微信",
        "邮箱",
        "银行卡",
        "护照",
        "出生日期",
        "生日",
        "民族",
    ),
    *("病史", "病情", "诊断", "网格员姓名", "负责人", "举报人", "反映人", "投诉人", "社保号", "医保号", "人脸", "工号"),
    *("报警人", "来访人", "信访人", "求助人", "上报人", "监护人", "经办人", "驾驶证", "住址", "户籍地址"),
)
_PERSONAL_WORDS: tuple[str, ...] = (
    *("phone", "telephone", "cellphone", "tel", "mobile", "cell", "fax", "email", "mail", "wechat", "qq"),
    *("caller", "callername", "reporter", "complainant", "citizen", "contact", "contactname", "owner"),
    *("ownername", "landlord", "tenant", "resident", "residentname", "person", "personname", "firstname"),
    *("lastname", "surname", "fullname", "givenname", "idnumber", "idcard", "idno", "nationalid", "ssn"),
    *("passport", "plate", "licenseplate", "licenceplate", "vehicleplate", "dob", "birthdate", "birthday"),
    *("dateofbirth", "ethnicity", "religion", "diagnosis", "health", "healthrecord", "editor", "lasteditor"),
    *("creator", "createdby", "editedby", "username", "user", "party", "suspect", "victim", "applicant"),
    *("officer", "officername", "imei", "imsi", "mac", "telno", "mobileno", "mobilenumber", "cellno", "faxno"),
    *("contactperson", "idcardno", "idcardnumber", "emailaddress", "reportername", "citizenname", "residentid"),
    *("callerphone", "phonenumber", "phoneno", "mobilephone", "homeaddress", "driverlicense"),
)
_SURE = (
    *("phone", "telephone", "cellphone", "email", "wechat", "caller", "complainant", "idcard", "ssn"),
    *("passport", "plate", "surname", "dob", "editor", "phonenumber", "mobilephone", "callerphone"),
)
"""Words that speak of a person wherever they stand in a name."""
_HARMLESS = frozenset({"owner_unit", "ownerunit", "权属单位", "责任单位"})

PATTERNS = {
    "mobile": r"(?:^|[^0-9])(?:(?:\+|00)?86[- ]?)?1[3-9][0-9](?:[0-9]{8}|[- ][0-9]{4}[- ][0-9]{4})(?:[^0-9]|$)",
    "id_card": (
        r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
        r"[0-9]{3}[0-9Xx](?![0-9Xx])"
    ),
    "landline": r"(?:^|[^0-9])(?:0[0-9]{2,3}[- ]|\(0[0-9]{2,3}\)[- ]?)[0-9]{7,8}(?:[^0-9]|$)",
    "phone": r"(?:^|[^0-9])\(?[2-9][0-9]{2}\)?[-. ][0-9]{3}[-. ][0-9]{4}(?:[^0-9]|$)",
    "email": r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+\.[A-Za-z]{2,}",
    "plate": (
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]"
        r"[·• ]?[A-HJ-NP-Z0-9]{5,6}(?:[^A-Z0-9]|$)"
    ),
}
"""Numbers of persons in free text: mobile, identity card, landline, number plate, address of mail."""
_COMPILED = {name: re.compile(pattern) for name, pattern in PATTERNS.items()}
_OTHERS = re.compile("|".join(f"(?:{pattern})" for name, pattern in PATTERNS.items() if name != "id_card"))
_NARROW = str.maketrans("０１２３４５６７８９＋－＠（）", "0123456789+-@()")
"""Wide signs, in which a number is as much a number."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_personal(column: str) -> bool:
    """Say whether a column's name speaks of a person.

    Examples
    --------
    >>> [name for name in ("PHONE", "来电人姓名", "Owner", "owner_unit", "name") if is_personal(name)]
    ['PHONE', '来电人姓名', 'Owner']
    """
    text = unicodedata.normalize("NFKC", column).casefold().strip()
    if text in _HARMLESS:
        return False
    if any(part in text for part in _PERSONAL_PARTS):
        return True
    words = [word for word in re.split(r"[^a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", column).casefold()) if word]
    return "".join(words) in _PERSONAL_WORDS or any(word in _SURE for word in words)


def personal_columns(columns: Iterable[str]) -> list[str]:
    """Give the columns that speak of persons, in the file's order."""
    return [column for column in columns if is_personal(column)]


def carries_number(texts: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which texts carry a telephone, identity-card or plate number or a mail address."""
    codes, uniques = pd.factorize(texts)
    found = np.fromiter((_carries(str(one)) for one in uniques), dtype=bool, count=len(uniques))
    return np.append(found, False)[codes]


def _carries(text: str) -> bool:
    text = text.translate(_NARROW)
    if _OTHERS.search(text) is not None:
        return True
    return any(_is_identity(found[0]) for found in _COMPILED["id_card"].finditer(text))


def _is_identity(found: str) -> bool:
    """Tell an identity number from a long ticket number by its check digit (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(found[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == found[17].upper()


def blanked(text: str) -> str:
    """Give a text with every such number blanked out.

    Examples
    --------
    >>> blanked("请回电 13912345678 王")
    '请回电█████王'
    """
    text = text.translate(_NARROW)
    for pattern in _COMPILED.values():
        text = pattern.sub("█████", text)
    return text
