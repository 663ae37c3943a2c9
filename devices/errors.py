"""What can go wrong with a device, by what the caller can do next. Messages never carry what a device read."""

from typing import ClassVar


class DeviceError(Exception):
    """Base of all device errors; the message is for staff and logs and holds no personal data.

    `reason` is the plain word that health and results carry for this kind of error.
    """

    reason: ClassVar[str] = "device-error"


class NoAnswer(DeviceError):
    """The device did not answer in time: try again, then count it as lost."""

    reason = "no-answer"


class LineLost(DeviceError):
    """The line itself is gone (unplugged, port closed): reopen later."""

    reason = "line-lost"


class BadFrame(DeviceError):
    """Bytes arrived that are no frame of this protocol: drop them and go on."""

    reason = "bad-frame"


class Refused(DeviceError):
    """The device answered that it will not do it; the message says why in words."""

    reason = "refused"


class Unsupported(DeviceError):
    """This model cannot do that, now or ever: ask `capabilities` first. The device is well."""

    reason = "unsupported"


class BadSetting(DeviceError):
    """The site file asks for a model or option that does not exist: correct it. The message names the nearest word."""

    reason = "bad-setting"
