"""A site file is sound, or every mistake is named by its path and the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import SiteMistake, read_site, start_site
from config.site import Panel
from config.values import Language
from tests.logs import ExpectedLogs

DEMO = Path(__file__).parents[2] / "config" / "sites" / "demo.toml"
MISTAKES = [
    ("help_phone", "help_fone", 'hall: unknown key "help_fone" (did you mean "help_phone"?)'),
    ("[broker]", "[brokre]", 'top level: unknown key "brokre" (did you mean "broker"?)'),
    ("port = 18830", 'port = "high"', "broker.port: expected `int`, got `str`"),
    ('series = "A"', 'series = "O"', "services[0].series"),
    (
        'skills = ["general"]',
        'skills = ["genral"]',
        'counters[1].skills: no service "genral" (did you mean "general"?)',
    ),
    ('id = "2"\nnumber = 2', 'id = "1"\nnumber = 2', 'counters: the id "1" is used 2 times'),
    ('zone = "1A"\nskills', 'zone = "1B"\nskills', 'counters[1].zone: no zone "1B" (did you mean "1A"?)'),
    ('counter = "3"\nzone', 'counter = "33"\nzone', 'stations[W-3].counter: no counter "33" (did you mean "3"?)'),
    ("Asia/Shanghai", "Asia/Shangai", 'did you mean "Asia/Shanghai"?'),
    ('model = "newland-serial"', 'modle = "x"', 'stations[K-02].devices[scanner]: unknown key "modle"'),
    ("09:00:00, end = 12:00:00", "14:00:00, end = 12:00:00", "hours.monday: 14:00:00 is not before 12:00:00"),
    ('number = 2\nzone = "1A"\nplace', 'zone = "1A"\nplace', "stations[K-02].number: a kiosk needs a number"),
    ('["property", "business"]', '["business"]', "services[property]: no counter has it among its skills"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), MISTAKES, ids=[wrong[:24] for _, wrong, _ in MISTAKES])
def test_a_mistake_is_named_by_path_and_nearest_word(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    text = DEMO.read_text("utf-8")
    assert right in text
    bad = tmp_path / "hall.toml"
    bad.write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(SiteMistake) as caught:
        read_site(bad)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(bad))


def test_a_file_that_is_missing_or_no_toml_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SiteMistake, match="can't be read"):
        read_site(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe[hall")
    with pytest.raises(SiteMistake, match="is not TOML"):
        read_site(tmp_path / "bad.toml")


def test_the_demo_hall_is_sound_and_speaks_three_languages() -> None:
    site = read_site(DEMO)
    assert len(site.services) == 6
    assert len(site.counters) == 5
    assert {service.name.say(language) for service in site.services for language in Language} >= {"综合业务", "Tax"}
    assert round(site.station("D-1A").panel.mm_per_px, 3) == 0.634  # type: ignore[union-attr]  # a display has a panel


@pytest.mark.parametrize(("inches", "bottom_mm", "reach_px"), [(32, 800, 836), (21.5, 900, 710), (21.5, 700, 0)])
def test_a_panel_knows_how_much_of_it_a_sitting_person_cannot_reach(
    inches: float, bottom_mm: float, reach_px: float
) -> None:
    """D-1.13."""
    panel = Panel(width_px=1080, height_px=1920, diagonal_inch=inches, bottom_mm=bottom_mm)
    assert panel.reach_px == pytest.approx(reach_px, abs=1)


def test_a_first_start_refuses_a_bad_file_and_a_later_one_goes_on_with_the_last_good_copy(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    source, data = tmp_path / "hall.toml", tmp_path / "data"
    source.write_text("[hall")
    with pytest.raises(SiteMistake):
        start_site(source, data)
    source.write_bytes(DEMO.read_bytes())
    site = start_site(source, data)
    source.write_text("[hall")
    expected_logs.must("last good copy")
    assert start_site(source, data) == site
