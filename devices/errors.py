"""What can go wrong with a device, by what the caller can do next. Messages never carry what a device read."""


class DeviceError(Exception):
    """Base of all device errors; the message is for staff and logs and holds no personal data."""


class NoAnswer(DeviceError):
    """The device did not answer in time: try again, then count it as lost."""


class LineLost(DeviceError):
    """The line itself is gone (unplugged, port closed): reopen later."""


class BadFrame(DeviceError):
    """Bytes arrived that are no frame of this protocol: drop them and go on."""


class Refused(DeviceError):
    """The device answered that it will not do it; the message says why in words."""


class NeedsPerson(DeviceError):
    """A person must act first: paper, cover, jam. The message says what."""
