"""Which screens of a hall should show a call of which counter."""

from __future__ import annotations

from config.site import Role, Site, Station
from lobby.contract.channels import ChannelKind


class Screens:
    """Which stations of a site should show a call of each counter, alive or not."""

    def __init__(self, site: Site) -> None:
        displays = [station for station in site.stations if station.role is Role.DISPLAY]
        self._kinds = {station.id: _kind(station) for station in displays}
        own = {counter.id: {one.id for one in displays if one.counter == counter.id} for counter in site.counters}
        areas = {zone.id: {one.id for one in displays if not one.counter and one.zone == zone.id} for zone in site.zones}
        self._of = {counter.id: frozenset(own[counter.id] | areas[counter.zone]) for counter in site.counters}

    def kind(self, station: str) -> ChannelKind:
        """A station that is no screen of the site file but speaks as one counts for its area."""
        return self._kinds.get(station, ChannelKind.AREA)

    def of(self, counter: str) -> frozenset[str]:
        return self._of[counter]


def _kind(station: Station) -> ChannelKind:
    return ChannelKind.WINDOW if station.counter else ChannelKind.AREA
