"""What is reported in the demo city: sub-classes with their department, limit, hours, season and places."""

from typing import NamedTuple


class Matter(NamedTuple):
    """One sub-class of incidents."""

    incident_class: str
    name: str
    department: str
    share: float
    """Of all incidents, per cent."""
    clock: str
    limit: float
    """Hours or days of ``clock`` until 核实结项."""
    day: str
    """When it is reported: a key of `HOURS`."""
    place: str
    """Where: ``home``, ``street``, ``shop`` or ``water``."""
    month: int
    """Month of its season, 0 for none."""
    swell: float
    """How much more there is in its season: 1.0 = twice."""
    urgent: float
    """Share that is urgent."""


HOURS: dict[str, tuple[float, ...]] = {
    "office": (1, 1, 1, 1, 1, 2, 5, 14, 38, 60, 55, 38, 18, 26, 46, 50, 42, 30, 18, 12, 9, 6, 4, 2),
    "rush": (1, 1, 1, 1, 2, 5, 18, 58, 62, 30, 18, 18, 16, 15, 16, 22, 38, 66, 58, 28, 15, 9, 5, 2),
    "evening": (5, 3, 2, 1, 1, 2, 4, 9, 14, 16, 16, 17, 16, 14, 15, 17, 22, 34, 52, 60, 55, 42, 26, 12),
    "night": (34, 26, 18, 11, 6, 4, 3, 4, 5, 6, 7, 8, 9, 8, 7, 8, 9, 13, 20, 32, 46, 58, 60, 48),
    "daylight": (1, 1, 1, 1, 2, 8, 22, 38, 46, 48, 45, 36, 28, 34, 42, 44, 40, 32, 20, 10, 6, 4, 2, 1),
    "always": (14, 12, 10, 10, 11, 14, 20, 26, 30, 31, 31, 30, 28, 28, 30, 31, 31, 32, 30, 27, 24, 22, 19, 16),
}
"""How the reports of a day spread over its hours."""
DAY_OFF = {"office": 0.42, "rush": 0.62, "evening": 1.2, "night": 1.35, "daylight": 0.9, "always": 1.0}
"""Reports on a day off, against a working day."""
CHANNELS: dict[str, dict[str, float]] = {
    "crime": {"patrol": 0.3, "camera": 0.24, "12345": 0.12, "walk_in": 0.14, "app": 0.05, "other": 0.15},
    "dispute": {"walk_in": 0.4, "12345": 0.34, "patrol": 0.1, "app": 0.06, "other": 0.1},
    "appeal": {"12345": 0.56, "app": 0.19, "walk_in": 0.1, "patrol": 0.11, "other": 0.04},
    "hazard": {"patrol": 0.36, "inspection": 0.22, "12345": 0.16, "camera": 0.11, "sensor": 0.09, "app": 0.06},
}
SLOWNESS = {
    "公安分局": 0.75, "司法所": 1.0, "住房建设局": 1.4, "城市管理局": 0.95, "环境卫生所": 0.8, "水务局": 1.1,
    "市场监管局": 1.0, "消防救援大队": 0.85, "交通运输局": 1.15, "民政局": 1.05, "人社所": 1.1, "供电公司": 0.7,
    "社区居委会": 0.85, "文化体育局": 1.15,
}  # fmt: skip
"""How long each department takes, against the usual."""

MATTERS = (
    Matter("crime", "电动车被盗", "公安分局", 3.1, "work_days", 5, "evening", "home", 4, 0.4, 0.1),
    Matter("crime", "车内财物被盗", "公安分局", 1.2, "work_days", 5, "night", "street", 2, 0.4, 0.1),
    Matter("crime", "寻衅打闹", "公安分局", 1.6, "urgent_hours", 24, "night", "shop", 7, 0.6, 0.8),
    Matter("crime", "店铺被盗", "公安分局", 0.9, "work_days", 5, "night", "shop", 1, 0.5, 0.3),
    Matter("crime", "散发诈骗广告", "公安分局", 1.4, "work_days", 3, "daylight", "street", 0, 0.0, 0.0),
    Matter("dispute", "邻里纠纷", "社区居委会", 4.6, "work_days", 7, "evening", "home", 7, 0.3, 0.02),
    Matter("dispute", "物业服务纠纷", "住房建设局", 4.2, "work_days", 10, "office", "home", 1, 0.5, 0.0),
    Matter("dispute", "消费纠纷", "市场监管局", 2.8, "work_days", 7, "office", "shop", 11, 0.5, 0.0),
    Matter("dispute", "劳资纠纷", "人社所", 1.5, "work_days", 10, "office", "shop", 1, 1.4, 0.08),
    Matter("dispute", "停车位纠纷", "司法所", 1.4, "work_days", 7, "evening", "home", 0, 0.0, 0.0),
    Matter("appeal", "垃圾清运", "环境卫生所", 7.6, "work_days", 2, "daylight", "home", 7, 0.5, 0.0),
    Matter("appeal", "机动车违停", "城市管理局", 9.4, "work_hours", 4, "rush", "street", 10, 0.2, 0.0),
    Matter("appeal", "非机动车乱停", "城市管理局", 4.1, "work_hours", 4, "rush", "shop", 5, 0.2, 0.0),
    Matter("appeal", "道路破损", "交通运输局", 5.2, "work_days", 7, "daylight", "street", 7, 0.5, 0.03),
    Matter("appeal", "路灯不亮", "供电公司", 3.8, "work_days", 3, "evening", "street", 12, 0.5, 0.0),
    Matter("appeal", "夜间噪声", "城市管理局", 6.3, "work_hours", 8, "night", "home", 7, 0.8, 0.0),
    Matter("appeal", "广场舞扰民", "文化体育局", 1.6, "work_days", 5, "evening", "home", 6, 0.9, 0.0),
    Matter("appeal", "占道经营", "城市管理局", 5.6, "work_hours", 8, "evening", "shop", 6, 0.4, 0.0),
    Matter("appeal", "供水低压", "水务局", 2.1, "work_hours", 16, "always", "home", 8, 0.5, 0.1),
    Matter("appeal", "适老化改造申请", "民政局", 1.5, "work_days", 15, "office", "home", 10, 0.5, 0.0),
    Matter("appeal", "助餐服务咨询", "民政局", 1.4, "work_days", 3, "office", "home", 0, 0.0, 0.0),
    Matter("appeal", "健身设施损坏", "文化体育局", 1.5, "work_days", 10, "daylight", "home", 5, 0.4, 0.0),
    Matter("hazard", "消防通道堵塞", "消防救援大队", 5.4, "work_hours", 8, "evening", "home", 1, 0.4, 0.25),
    Matter("hazard", "电动车飞线充电", "社区居委会", 6.6, "work_hours", 16, "evening", "home", 7, 0.4, 0.1),
    Matter("hazard", "井盖缺损", "水务局", 2.8, "urgent_hours", 24, "daylight", "street", 7, 0.5, 0.6),
    Matter("hazard", "道路积水", "水务局", 2.5, "urgent_hours", 12, "always", "street", 6, 3.6, 0.7),
    Matter("hazard", "河道漂浮物", "水务局", 1.9, "work_days", 2, "daylight", "water", 8, 0.8, 0.0),
    Matter("hazard", "燃气使用隐患", "住房建设局", 2.3, "urgent_hours", 24, "always", "home", 1, 0.8, 0.6),
    Matter("hazard", "高空坠物隐患", "住房建设局", 2.2, "work_days", 5, "daylight", "home", 8, 0.6, 0.15),
    Matter("hazard", "工地围挡破损", "住房建设局", 1.9, "work_days", 3, "daylight", "street", 8, 0.3, 0.0),
    Matter("hazard", "树木倒伏", "城市管理局", 1.6, "urgent_hours", 24, "always", "street", 8, 2.2, 0.5),
)  # fmt: skip
