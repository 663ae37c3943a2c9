"""A picture is taken, and shows what is held before the camera; the first may have been on its way before that."""

import time

from devices.emulators.emulator import Emulator
from devices.kinds.camera import PictureTaken
from devices.rack import Rack
from devices.values import Outcome
from devices.verbs.camera import Camera, CameraDriver
from devices.vision.codes import CodeReader, ReadCode
from devices.vision.picture import grey_of
from tests.devices.ear import Ear

KIND = CameraDriver


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    assert emulator.control("show A012-secret").ok
    pictures = [picture(rack, ear), picture(rack, ear)]
    assert b"A012-secret" in {code.data for taken in pictures for code in codes_in(taken)}


def picture(rack: Rack, ear: Ear) -> PictureTaken:
    job = f"job-{time.monotonic_ns()}"
    rack.all(Camera)[0].take_picture(job)
    taken: PictureTaken = ear.next(lambda event: isinstance(event, PictureTaken) and event.job == job)
    assert taken.outcome is Outcome.CONFIRMED
    return taken


def codes_in(taken: PictureTaken) -> tuple[ReadCode, ...]:
    assert taken.frame is not None
    return CodeReader().read(grey_of(taken.frame))
