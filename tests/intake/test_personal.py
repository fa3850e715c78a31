"""The door for personal data: no person's number gets through in a common spelling, and no ordinary code is held up.

The numbers here are drawn at random; none is anybody's.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given

from geo.errors import BadInputError
from geo.intake.personal import blanked, carries_number, is_number, is_personal, personal_columns
from tests.intake.city import SOUTH, WEST, check, incident, write
from tests.intake.drawn import AROUND, CODES, MAILS, PLACES, TIMES, identities, landlines, mobiles, plates


def carries(text: object) -> bool:
    return bool(carries_number(np.array([text], dtype=object))[0])


class TestADrawnNumber:
    @given(identities() | mobiles() | landlines() | plates() | MAILS, AROUND)
    def test_is_found_and_blanked_in_whatever_text_it_stands(self, number, around):
        text = around.format(number)

        assert carries(text)
        assert not carries(blanked(text))

    @given(identities() | mobiles() | landlines() | plates() | MAILS)
    def test_is_no_code_of_a_thing(self, number):
        assert is_number(np.array([number], dtype=object)).tolist() == [True]

    @given(CODES | PLACES | TIMES)
    def test_is_not_seen_in_an_ordinary_code_place_or_time(self, text):
        assert not carries(text)
        assert not is_number(np.array([text], dtype=object)).any()
        assert blanked(text) == text

    def test_among_other_signs_is_a_code_all_the_same(self):
        codes = np.array(["T13912345678", "n13012345678", "13912345678", None], dtype=object)

        assert is_number(codes).tolist() == [False, False, True, False]


class TestAColumn:
    @pytest.mark.parametrize(
        "name",
        [
            *(
                "姓名",
                "来电人姓名",
                "联系电话",
                "手机号",
                "身份证号",
                "证件号码",
                "车牌号",
                "户主",
                "业主",
                "举报人",
                "网格员姓名",
                "报警人",
                "来访人",
                "家庭住址",
            ),
            *(
                "PHONE",
                "Phone Number",
                "caller_name",
                "E-mail",
                *(
                    "XM",
                    "SFZH",
                    "lxdh",
                    "ZJHM",
                    "cphm",
                    "Xing Ming",
                    "dianhua",
                    "lian_xi_ren",
                    "ＰＨＯＮＥ",
                    "电\u200b话",
                ),
                *("contact:phone", "contact:mobile", "reporter_full_name", "citizenID", "手机号码(必填)", "微信号"),
                "email",
                "id_card",
                "OWNER",
                "license_plate",
                "created_by",
                "tel_no",
                "mobile_no",
                "id_card_no",
                "contact_person",
                "e_mail_address",
                "CALLERPHONE",
                "phonenumber",
            ),
        ],
    )
    def test_about_a_person_is_personal(self, name):
        assert is_personal(name)

    @pytest.mark.parametrize(
        "name",
        [
            "name",
            "名称",
            "网格名称",
            "编号",
            "owner_unit",
            "责任单位",
            "capacity",
            "department",
            "place_kind",
            "people",
            "osm_id",
            "人口",
            "hotel_kind",
            "health_level",
            "网格地址",
            *(
                "parent_id",
                "parent_name",
                "住户数",
                "业主户数",
                "户籍人口",
                "老年人口",
                "性别",
                "收集时间",
                "shouji_shijian",
            ),
            *("resident_number", "year_built", "elderly_care", "status", "name:zh", "addr:street", "wheelchair"),
        ],
    )
    def test_about_a_thing_is_not(self, name):
        assert not is_personal(name)

    def test_of_two_traits_is_of_a_person_while_one_alone_divides_a_count(self):
        assert personal_columns(["楼栋", "年龄", "性别"]) == ["年龄", "性别"]
        assert personal_columns(["楼栋", "性别", "人数"]) == []


class TestAText:
    @pytest.mark.parametrize(
        "text",
        [
            *("电话13912345678", "11010519491231002X", "苏A12345停车", "025-84401234", "a@b.org", "(617) 349-3300"),
            *("+8613912345678", "8613912345678", "139 1234 5678", "139-1234-5678", "１３９１２３４５６７８"),
            *("(025)84401234", "（025）84401234"),
            *("02584401234", "025 8440 1234", "电话84401234", "+358 40 1234567", "+86 25 8440 1234", "86-25-84401234"),
            *("139.1234.5678", "139 12345678", "1391 234 5678", "1391234 5678", "617.349.3300", "(617)349-3300"),
            *("110105 19491231 002X", "110105-1949-1231-002x", "１１０１０５１９４９１２３１００２Ｘ"),
            *("身份证110105491231002", "护照E12345678", "微信:abc_123", "卡号 6222 0212 3456 7890", "联系人:王某某"),
            *("苏A·12345", "苏A 1234警", "苏ａ12345", "粤Z1234港", "a＠b.org", "a @ b.org"),
        ],
    )
    def test_with_a_persons_number_carries_one_and_is_blanked(self, text):
        assert carries_number(np.array([text], dtype=object)).tolist() == [True]
        assert "█" in blanked(text)

    @pytest.mark.parametrize(
        "text",
        [
            "2024-03-04 08:05",
            "工单320102202401010013",
            "12345热线",
            "Mo-Fr 09:00-17:30",
            "3-201室",
            "101005500000",
            "861391234567",
            *("320106194903070020", "15 2024-03-04 8:00", "高度150 2024-03-04", "1.3912345678", "118.13912345678"),
            *(
                "热线 400-820-8820",
                "K12+345678901",
                "Hotel 20240304",
                "WeChat payments",
                "192.168.100.200",
                "苏州河A区",
            ),
            None,
        ],
    )
    def test_with_other_numbers_does_not(self, text):
        assert carries_number(np.array([text], dtype=object)).tolist() == [False]


class TestAFile:
    """The same phone and names in each format a stranger may bring."""

    @pytest.fixture(params=["csv", "xlsx", "gpkg", "geojson"])
    def path(self, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
        path = tmp_path / f"a.{request.param}"
        rows = [
            incident(code="A1", 来电人="王某", SFZH="x", subclass="路灯不亮"),
            incident(code="A2", 来电人="李某", SFZH="x", subclass="请回 139 1234 5678"),
            incident(code="13912345678", 来电人="", SFZH="", subclass="井盖"),
        ]
        if request.param == "csv":
            return write(path, *rows)
        if request.param == "xlsx":
            book = openpyxl.Workbook()
            book.active.append(list(rows[0]))
            for row in rows:
                book.active.append([int(cell) if str(cell).isdigit() else cell for cell in row.values()])
            book.save(path)
            return path
        frame = pd.DataFrame(rows)
        points = gpd.points_from_xy(frame.pop("lon"), frame.pop("lat"))
        gpd.GeoDataFrame(frame, geometry=points, crs=4326).to_file(path)
        return path

    def test_leaves_persons_outside_and_their_numbers_blanked(self, path: Path) -> None:
        report, kept, aside = check(path, "incidents")

        assert sorted(report.personal) == ["SFZH", "来电人"]
        assert list(kept.index) == ["A1"]
        assert [[reason["key"] for reason in one.reasons] for one in aside] == [["personal"], ["personal"]]
        assert not any(word in str(one.raw) for one in aside for word in ("139", "王", "李"))

    def test_of_residents_with_such_columns_is_refused_whole(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.csv", {"place": "b", "place_kind": "building", "XM": "王某", "80+": 1})

        with pytest.raises(BadInputError) as caught:
            check(path, "residents")

        assert caught.value.key == "intake.errors.persons"

    def test_of_tracks_called_by_a_telephone_is_set_aside(self, tmp_path: Path) -> None:
        fixes = "".join(
            f'<trkpt lat="{SOUTH + 0.001 * n}" lon="{WEST + 0.001}"><time>2024-03-04T08:0{n}:00Z</time></trkpt>'
            for n in range(3)
        )
        track = f"<trk><name>139 1234 5678</name><trkseg>{fixes}</trkseg></trk>"
        (tmp_path / "a.gpx").write_text(f'<gpx xmlns="http://www.topografix.com/GPX/1/1">{track}</gpx>')

        _, kept, aside = check(tmp_path / "a.gpx", "patrol_tracks")

        assert kept.empty
        assert len(aside) == 3
        assert "139" not in str(aside[0].raw)

    def test_of_osm_tags_takes_no_telephone_along(self, tmp_path: Path) -> None:
        tags = {"amenity": "clinic", "name": "诊所 025-84401234", "contact:phone": "+86 25 84401234", "phone": "1"}
        node = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        place = f'lat="{SOUTH + 0.005}" lon="{WEST + 0.005}"'
        (tmp_path / "a.osm").write_text(f'<osm version="0.6"><node id="1" version="1" {place}>{node}</node></osm>')

        _, kept, aside = check(tmp_path / "a.osm", "facilities")

        assert kept.empty
        assert [one["key"] for one in aside[0].reasons] == ["personal"]
        assert "8440" not in str(aside[0].raw)
