"""What one more window would do for a service, worked out once a forecast: it plays the whole queue forward."""

from __future__ import annotations

from lobby.contract.tickets import WaitRange
from lobby.waits.outlook import Outlook
from lobby.waits.what_if import what_if


class OneMore:
    """Keeps what it found until there is a new forecast."""

    def __init__(self, alarm_p90_min: float) -> None:
        self._alarm_s = alarm_p90_min * 60
        self._outlook: Outlook | None = None
        self._known: dict[str, WaitRange | None] = {}

    def wait(self, outlook: Outlook, service: str) -> WaitRange | None:
        """For somebody who takes a number now, with that window; None: not known."""
        if outlook is not self._outlook:
            self._outlook, self._known = outlook, {}
        if service not in self._known:
            self._known[service] = what_if(outlook, service, 1, self._alarm_s).wait
        return self._known[service]
