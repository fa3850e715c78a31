"""The demo city as files: what a real city would hand in, joined by a manifest that the intake reads."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo import demo
from geo.intake import manifest


@pytest.fixture(scope="module")
def city() -> dict[str, pd.DataFrame]:
    return demo.city(scale=0.02)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, city: dict[str, pd.DataFrame]) -> Path:
    place = tmp_path_factory.mktemp("demo")
    demo.write(place, city)
    return place


class TestTheFiles:
    def test_hold_every_row(self, folder: Path, city: dict[str, pd.DataFrame]) -> None:
        for noun in ("grids", "streets", "landscape", "buildings", "patrol_routes"):
            assert len(gpd.read_file(folder / "demo.gpkg", layer=noun)) == len(city[noun]), noun
        for name, rows in (("incidents", "incidents"), ("cameras", "cameras"), ("patrol_fixes", "fixes")):
            assert len(pd.read_csv(folder / f"{name}.csv", dtype=str)) == len(city[rows]), name
        sites = len(gpd.read_file(folder / "demo.gpkg", layer="facilities")) + len(
            pd.read_csv(folder / "childcare.csv")
        )
        assert sites == len(city["facilities"])

    def test_write_the_citys_wall_clock(self, folder: Path, city: dict[str, pd.DataFrame]) -> None:
        first = pd.read_csv(folder / "incidents.csv", dtype=str).iloc[0]
        told = city["incidents"]["collected_at"].iloc[0].tz_convert("Asia/Shanghai")

        assert first["上报时间"] == f"{told:%Y-%m-%d %H:%M:%S}"

    def test_count_the_people_of_the_tables(self, folder: Path, city: dict[str, pd.DataFrame]) -> None:
        wide = pd.read_csv(folder / "residents.csv").set_index("楼栋编号")
        bands = [column for column in wide.columns if "岁" in column]

        assert wide[bands].to_numpy().sum() == city["residents"]["count"].sum()

    def test_are_the_same_bytes_when_written_again(
        self, folder: Path, city: dict[str, pd.DataFrame], tmp_path: Path
    ) -> None:
        demo.write(tmp_path, city)

        for one in sorted(folder.iterdir()):
            assert one.read_bytes() == (tmp_path / one.name).read_bytes(), one.name


class TestTheManifest:
    def test_is_read_by_the_intake(self, folder: Path) -> None:
        found = manifest.read(folder / "city.toml", folder)

        assert found.made_up
        assert found.zone == "Asia/Shanghai"
        assert all(source.path.is_file() for source in found.sources)
