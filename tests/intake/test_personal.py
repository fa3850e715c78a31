"""The door for personal data."""

import numpy as np
import pytest

from geo.intake.personal import blanked, carries_number, is_personal


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
        ],
    )
    def test_about_a_thing_is_not(self, name):
        assert not is_personal(name)


class TestAText:
    @pytest.mark.parametrize(
        "text",
        [
            *("电话13912345678", "11010519491231002X", "苏A12345停车", "025-84401234", "a@b.org", "(617) 349-3300"),
            *("+8613912345678", "8613912345678", "139 1234 5678", "139-1234-5678", "１３９１２３４５６７８"),
            *("(025)84401234", "（025）84401234"),
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
            None,
        ],
    )
    def test_with_other_numbers_does_not(self, text):
        assert carries_number(np.array([text], dtype=object)).tolist() == [False]
