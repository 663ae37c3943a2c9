"""Settings that are right by themselves and can't be together are named, each by its path (`kapok site check`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import SiteMistake, read_site

DEMO = Path(__file__).parents[2] / "config" / "sites" / "demo.toml"
SETTINGS = [
    (
        "[queue.ranges]\npad = [{ first = 400, last = 450 }]",
        "queue.ranges.pad[1]: 400–450 belongs to queue.ranges.walk_in[1]",
    ),
    ("[queue.ranges]\npad = [{ first = 599, last = 501 }]", "queue.ranges.pad[1]: 599 is above 501"),
    (
        "[queue.ranges]\nwalk_in = [{ first = 1001, last = 2000 }, { first = 1, last = 499 }]",
        "queue.ranges.walk_in: 1 comes before 1001",
    ),
    (
        "[queue.ranges]\nappointment = [{ first = 601, last = 700 }, { first = 690, last = 899 }]",
        "queue.ranges.appointment[2]: 690–700 belongs to queue.ranges.appointment[1]",
    ),
    ("[queue.ranges]\nwalkin = []", 'queue.ranges: unknown key "walkin" (did you mean "walk_in"?)'),
    ("[reminders]\nahead = 3\nsecond = 3", "reminders.second: 3 is not below ahead = 3"),
    ("[voice]\nfallback = true\nlanguages = []", "voice.languages: the fallback needs one to speak"),
    ('[voice]\nlanguages = ["yue", "cmn", "yue"]', "voice.languages: a language stands there twice"),
    ("[appointments]\nfirst = 'allways'", "appointments.first"),
    ('[bookings]\nplatform = "http"', "bookings.url: platform http needs the address it is asked at"),
    (
        '[bookings]\nplatform = "http"\nurl = "http://booking.example"',
        "bookings.url: appointments come over https only",
    ),
]
PLACES = [
    ("[queue]\n", '[queue]\nmissed = ["void", "end"]\n', "queue.missed: nothing comes after void"),
    (
        'skills = ["general"]',
        'skills = ["general"]\nreserve = ["taxx"]',
        'reserve: no service "taxx" (did you mean "tax"?)',
    ),
    ('skills = ["general"]', 'skills = ["general"]\nreserve = ["general"]', '"general" is among its skills already'),
    ('skills = ["general"]', 'skills = ["general", "general"]', 'counters[1].skills: "general" stands there 2 times'),
    ('skills = ["general"]', 'skills = ["general"]\nreserve = ["tax", "tax"]', '.reserve: "tax" stands there 2 times'),
    (
        'skills = ["general"]',
        'skills = ["general"]\nhours = { monday = [{ start = 12:00:00, end = 13:00:00 }] }',
        "counters[1].hours.monday: the hall is closed from 12:00:00 to 13:00:00",
    ),
    (
        'icon = "house"',
        'icon = "house"\nhours = { sunday = [{ start = 17:00:00, end = 18:00:00, booked = true }] }',
        "services[property].hours.sunday: the hall is closed from 17:00:00 to 18:00:00",
    ),
    (
        'for_children = ["0-5", "6-13", "14-17"]',
        'for_children = ["0-5", "6–13", "14-17"]',
        'services[general].for_children[2]: there is no "6–13" (did you mean "6-13"?)',
    ),
    (
        'for_children = ["0-5", "6-13", "14-17"]',
        'for_children = ["0-5", "0-5"]',
        'services[general].for_children: "0-5" stands there 2 times',
    ),
    (
        'icon = "house"',
        'icon = "house"\nhours = { monday = [{ start = 10:00:00, end = 09:00:00 }] }',
        "services[property].hours.monday: 10:00:00 is not before 09:00:00",
    ),
    (
        "[[zones]]",
        "[[hours.exceptions]]\nday = 2026-10-01\n[[hours.exceptions]]\nday = 2026-10-01\n[[zones]]",
        "hours.exceptions: 2026-10-01 stands there 2 times",
    ),
    (
        "[[zones]]",
        "[[hours.exceptions]]\nday = 2026-10-10\n"
        "spans = [{ start = 09:00:00, end = 12:00:00 }, { start = 11:00:00, end = 17:00:00 }]\n[[zones]]",
        "hours.exceptions[2026-10-10]: 11:00:00 begins before 12:00:00 has ended",
    ),
]


def mistakes_of(folder: Path, text: str) -> tuple[str, ...]:
    site = folder / "hall.toml"
    site.write_text(text.replace("always = true", "always = false"), "utf-8")
    with pytest.raises(SiteMistake) as caught:
        read_site(site)
    return caught.value.mistakes


@pytest.mark.parametrize(("settings", "said"), SETTINGS, ids=[said[:40] for _, said in SETTINGS])
def test_settings_that_contradict_each_other_are_one_mistake(tmp_path: Path, settings: str, said: str) -> None:
    (mistake,) = mistakes_of(tmp_path, f"{DEMO.read_text('utf-8')}\n{settings}\n")
    assert said in mistake


@pytest.mark.parametrize(("right", "wrong", "said"), PLACES, ids=[said[:40] for _, _, said in PLACES])
def test_hours_and_skills_that_contradict_each_other_are_one_mistake(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    text = DEMO.read_text("utf-8")
    assert right in text
    (mistake,) = mistakes_of(tmp_path, text.replace(right, wrong, 1))
    assert said in mistake


def test_staggered_hours_of_windows_and_services_are_sound(tmp_path: Path) -> None:
    text = DEMO.read_text("utf-8").replace("always = true", "always = false")
    text = text.replace(
        "monday = [{ start = 09:00:00, end = 12:00:00 }, { start = 13:00:00, end = 17:00:00 }]",
        "monday = [{ start = 09:00:00, end = 12:00:00 }, { start = 13:00:00, end = 17:00:00 }, "
        "{ start = 17:00:00, end = 18:00:00, booked = true }]",
    )
    text = text.replace('icon = "house"', 'icon = "house"\nhours = { monday = [{ start = 08:30:00, end = 12:30:00 }] }')
    text = text.replace("[[zones]]", "[[hours.exceptions]]\nday = 2026-10-01\n[[zones]]", 1)
    (tmp_path / "hall.toml").write_text(text, "utf-8")
    assert read_site(tmp_path / "hall.toml").hours.monday[2].booked


def test_a_kiosk_of_a_hall_on_several_floors_says_where_it_stands(tmp_path: Path) -> None:
    above = '[[zones]]\nid = "2B"\nfloor = 2\nlift = true\n'
    above += 'name = { zh_hans = "二楼B区", zh_hant = "二樓B區", en = "Floor 2 Zone B" }\n'
    text = DEMO.read_text("utf-8").replace("[[services]]", f"{above}[[services]]", 1)
    (tmp_path / "sound.toml").write_text(text, "utf-8")
    assert [zone.floor for zone in read_site(tmp_path / "sound.toml").zones] == [1, 2]
    (mistake,) = mistakes_of(tmp_path, text.replace('number = 2\nzone = "1A"\nplace', "number = 2\nplace"))
    assert mistake.startswith("stations[K-02].zone: on which floor is this kiosk?")


def test_a_child_of_each_age_finds_something_or_services_are_not_told_apart(tmp_path: Path) -> None:
    ages = 'for_children = ["0-5", "6-13", "14-17"]'
    text = DEMO.read_text("utf-8")
    (mistake,) = mistakes_of(tmp_path, text.replace(ages, 'for_children = ["0-5", "6-13"]'))
    assert 'none is for_children "14-17"' in mistake
    (tmp_path / "hall.toml").write_text(text.replace(ages, ""), "utf-8")
    assert not any(service.for_children for service in read_site(tmp_path / "hall.toml").services)
