"""What the parts of a station's gear share: each takes what it hears and does its one thing; parts do not know each
other."""

from __future__ import annotations

from devices.values import DeviceEvent
from lobby.news import News


class Part:
    """Does nothing yet. Everything runs on the gear's own thread; `now` is monotonic seconds."""

    def news(self, news: News, now: float) -> None:
        """The agent tells something."""

    def event(self, event: DeviceEvent, now: float) -> None:
        """A device tells something."""

    def turn(self, now: float) -> None:
        """Time passes; called at least every second."""

    def stop(self) -> None:
        """The station ends."""
