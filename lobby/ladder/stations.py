"""Which screens of a hall should show a call of which counter."""

from __future__ import annotations

from config.site import Role, Site
from lobby.contract.channels import ChannelKind


class Screens:
    """Which stations of a site should show a call of each counter, alive or not."""

    def __init__(self, site: Site) -> None:
        displays = [station for station in site.stations if station.role is Role.DISPLAY or station.sign]
        self._kinds = {one.id: ChannelKind.WINDOW if one.counter else ChannelKind.AREA for one in displays}
        self._of = {
            counter.id: frozenset(
                one.id for one in displays if (one.counter == counter.id if one.counter else one.zone == counter.zone)
            )
            for counter in site.counters
        }

    def kind(self, station: str) -> ChannelKind:
        """A station that is no screen of the site file but speaks as one counts for its area."""
        return self._kinds.get(station, ChannelKind.AREA)

    def of(self, counter: str) -> frozenset[str]:
        return self._of[counter]
