"""The round of this room: who is soon to be called hears of it, what is no longer needed is forgotten."""

from __future__ import annotations

from lobby.hall import Hall
from lobby.messages import contacts, reminders, tally


def look(hall: Hall) -> None:
    reminders.remind(hall)
    contacts.purge(hall)
    hall.alarms["messages"] = tuple(tally.alarms(hall))
