"""Which columns speak of persons, by their names: Chinese, English, and the pinyin that registers abbreviate with."""

import re
import unicodedata
from collections.abc import Iterable

_PARTS = (
    *("姓名", "名字", "电话", "手机", "座机", "身份证", "证件号", "车牌", "号牌", "车主", "驾驶员", "司机", "来电"),
    *("诉求人", "报案人", "当事人", "申请人", "联系人", "联络人", "联系方式", "联系号码", "户主", "住户", "业主"),
    *("微信", "邮箱", "电子邮件", "qq号", "银行卡", "银行账号", "护照", "居住证", "通行证", "出生日期", "出生年月"),
    *("生日", "民族", "病史", "病情", "诊断", "健康状况", "患者", "病人", "残疾证", "负责人", "举报人", "反映人"),
    *("投诉人", "社保号", "医保号", "人脸", "工号", "报警人", "来访人", "信访人", "求助人", "上报人", "监护人"),
    *("经办人", "驾驶证", "住址", "户籍地", "亲属", "家属", "配偶", "籍贯", "婚姻", "政治面貌", "文化程度"),
    *("電話", "手機", "身份證", "證件", "車牌", "聯繫人"),
)
"""Words that speak of a person wherever they stand in a name."""
_HOUSEHOLDS = re.compile(r"(?:住户|业主)(?:户)?数")
"""Counts of households are no persons."""
_WHOLE = frozenset(
    (
        *("姓", "工作单位", "家庭地址"),
        *("xm", "xingming", "sfz", "sfzh", "sfzhm", "sfzhao", "zjhm", "zjh", "lxr", "lxdh", "lxfs", "dhhm", "sjh"),
        *("sjhm", "cph", "cphm", "hzxm", "yzxm", "wxh", "hjdz", "jtzz", "jtdz", "csrq", "bjr", "bjrdh", "ldr"),
        *("ldhm", "tsr", "sqr", "yhkh", "shouji", "shoujihao", "shoujihaoma", "huzhu", "yezhu", "zhuzhi", "minzu"),
        *("phone", "telephone", "cellphone", "tel", "mobile", "cell", "fax", "email", "mail", "wechat", "qq"),
        *("caller", "reporter", "complainant", "citizen", "contact", "owner", "ownername"),
        *("landlord", "tenant", "resident", "residentname", "person", "personname", "firstname", "lastname"),
        *("surname", "fullname", "givenname", "idnumber", "idcard", "idno", "nationalid", "ssn", "passport", "plate"),
        *("licenseplate", "licenceplate", "vehicleplate", "dob", "birthdate", "birthday", "dateofbirth", "ethnicity"),
        *("religion", "diagnosis", "health", "healthrecord", "editor", "lasteditor", "creator", "createdby"),
        *("editedby", "username", "user", "party", "suspect", "victim", "applicant", "officer", "officername"),
        *("imei", "imsi", "mac", "telno", "mobileno", "mobilenumber", "mobilenum", "cellno", "faxno", "contactno"),
        *("contactperson", "idcardno", "idcardnumber", "emailaddress", "reportername", "citizenname", "residentid"),
        *("callerphone", "phonenumber", "phoneno", "phonenum", "mobilephone", "homeaddress", "driverlicense"),
        *("driverslicense", "householder", "nextofkin", "signature"),
    )
)
"""Names that, signs and spaces let go, are a person's."""
_PINYIN = ("xingming", "shenfenzheng", "dianhua", "lianxiren", "lianxifangshi", "chepai", "chezhu", "chushengriqi")
"""Pinyin that speaks of a person wherever it stands."""
_SURE = frozenset(
    (
        *("phone", "telephone", "cellphone", "email", "wechat", "caller", "complainant", "idcard", "ssn", "passport"),
        *("plate", "surname", "dob", "editor", "phonenumber", "mobilephone", "callerphone", "contact", "householder"),
    )
)
"""Words that speak of a person as any word of a name."""
_PEOPLE = frozenset(
    (
        *("citizen", "reporter", "resident", "tenant", "landlord", "owner", "person", "applicant", "suspect", "victim"),
        *("patient", "driver", "officer", "employee", "staff", "elder", "guardian", "user", "member"),
    )
)
_THEIRS = frozenset(("name", "names", "fullname", "id", "no", "address", "age", "sex", "birth"))
"""What makes a column about people one about single persons."""
_TRAITS = frozenset(
    (
        *("性别", "年龄", "职业", "学历", "宗教", "健康", "xb", "nl", "sex", "gender", "age", "race", "occupation"),
        *("education", "maritalstatus"),
    )
)
"""What tells of a person where two of them stand side by side; one alone may divide a count."""
_HARMLESS = frozenset({"owner_unit", "ownerunit", "权属单位", "责任单位"})


def is_personal(column: str) -> bool:
    """Say whether a column's name speaks of a person.

    Examples
    --------
    >>> [name for name in ("PHONE", "来电人姓名", "SFZH", "Owner", "owner_unit", "name") if is_personal(name)]
    ['PHONE', '来电人姓名', 'SFZH', 'Owner']
    """
    shown = _seen(column)
    text = "".join(shown.casefold().split())
    if text in _HARMLESS:
        return False
    letters = _letters(column)
    if any(part in _HOUSEHOLDS.sub("", text) for part in _PARTS) or any(part in letters for part in _PINYIN):
        return True
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", shown).casefold()
    words = {word for word in re.split(r"[^a-z]+", spaced) if word}
    return letters in _WHOLE or bool(words & _SURE) or bool(words & _PEOPLE and words & _THEIRS)


def personal_columns(columns: Iterable[str]) -> list[str]:
    """Give the columns that speak of persons, in the file's order.

    Examples
    --------
    >>> personal_columns(["楼栋", "性别", "年龄"]), personal_columns(["楼栋", "性别", "人数"])
    (['性别', '年龄'], [])
    """
    every = list(columns)
    traits = {column for column in every if _letters(column) in _TRAITS}
    return [column for column in every if is_personal(column) or (column in traits and len(traits) > 1)]


def _seen(column: str) -> str:
    """Give a name without width and signs that are not seen."""
    narrow = unicodedata.normalize("NFKC", column)
    return "".join(sign for sign in narrow if unicodedata.category(sign) != "Cf")


def _letters(column: str) -> str:
    return "".join(sign for sign in _seen(column).casefold() if sign.isalpha())
