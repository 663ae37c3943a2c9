"""Small facts on the shelf: kept with the transaction, read lazily, gone when their last day has closed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from lobby.hall import Hall
from lobby.store.shelf import Shelved
from tests.lobby.halls import MONDAY, running


class Fruit(Shelved, frozen=True, kw_only=True):
    kind: ClassVar[str] = "fruit"

    colour: str = ""


def test_what_is_kept_is_there_after_the_commit_and_what_is_dropped_is_gone(tmp_path: Path) -> None:
    with running(tmp_path) as here:
        hall = Hall(here.site, here.store.load(), here.store)
        hall.keep(Fruit(key="plum", colour="blue"))
        hall.keep(Fruit(key="pear", colour="green"))
        assert hall.find(Fruit, "plum") == Fruit(key="plum", colour="blue"), "also before the commit"
        here.store.write(hall.work)
        again = Hall(here.site, here.store.load(), here.store)
        assert set(again.shelf.all(Fruit)) == {"plum", "pear"}
        again.drop(Fruit, "plum")
        assert again.find(Fruit, "plum") is None
        here.store.write(again.work)
        assert set(Hall(here.site, here.store.load(), here.store).shelf.all(Fruit)) == {"pear"}


def test_a_value_goes_when_a_day_after_its_last_one_closes(tmp_path: Path) -> None:
    monday = MONDAY.date()
    with running(tmp_path) as here:
        hall = Hall(here.site, here.store.load(), here.store)
        for key, until in (("monday", monday), ("tuesday", monday + timedelta(days=1)), ("ever", None)):
            hall.keep(Fruit(key=key, until=until))
        here.store.write(hall.work)
        here.turn(24 * 3600)
        here.turn(5 * 3600)
        assert {key for key, _ in here.store.shelved("fruit")} == {"monday", "tuesday", "ever"}
        here.turn(20 * 3600)
        here.turn(5 * 3600)
        assert {key for key, _ in here.store.shelved("fruit")} == {"tuesday", "ever"}
