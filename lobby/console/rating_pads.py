"""Whether a window can be rated at its pad, or by the slip's QR alone (J10).

A pad is a device of one of the window's own stations (role counter) whose keys are named after levels in the site
file. It counts as offline when its station is not alive, or the device is `lost` (no contact) or in `fault`. Where a
window has several pads, one that is well is enough; a window without a pad has none to be offline.
"""

from __future__ import annotations

from config.site import Counter, Device, Role, Site
from lobby.contract.ratings import Level
from lobby.pictures import StationLook

LEVELS = frozenset(level.name.lower().replace("_", "-") for level in Level)
"""What a key of a pad may be named."""
GONE = frozenset({"lost", "fault"})
"""Words of `devices.health`; one that is opening or asks for a person is there."""


def pad_offline(site: Site, counter: Counter, stations: tuple[StationLook, ...]) -> bool:
    """The window has a pad, and none of its pads can be pressed now."""
    own = {one.id: one.devices for one in site.stations if one.role is Role.COUNTER and one.counter == counter.id}
    well = [
        look.alive and pad.id not in {device.device for device in look.devices if device.state in GONE}
        for look in stations
        for pad in own.get(look.station, ())
        if is_pad(pad)
    ]
    return bool(well) and not any(well)


def is_pad(device: Device) -> bool:
    """Its keys are parted by spaces, each `what=name` (`5=very-satisfied`)."""
    keys = str(device.options.get("keys", "")).split()
    return bool(LEVELS & {key.partition("=")[2] for key in keys})
