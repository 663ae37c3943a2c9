"""A card's photo: 1024 bytes in the chip's closed form (WLT) → a picture, a BMP of 102 x 126.

No open decoder exists. The library a reader came with does it, in a process of its own (`library`); the emulators'
marked dummy container is opened by us (`dummy`). A photo is never kept, logged or sent anywhere; one that cannot be
opened is simply missing.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from devices.photo.dummy import is_dummy, open_dummy
from devices.photo.library import Library, open_with

PHOTO_BYTES = 1024


class PhotoOptions(Struct, frozen=True, kw_only=True):
    """The library's file, and how it is called. How is not confirmed by any source: names and a third argument differ
    between libraries, so both are settings (see the reader's options)."""

    library: str = ""
    function: str = "wlt2bmp"
    flag: int | None = None


def open_photo(photo: bytes, how: PhotoOptions, *, go_on: Callable[[], None]) -> bytes:
    """The picture, or b"" when there is none to be had. `go_on` is called while it lasts and may raise to end it."""
    if len(photo) != PHOTO_BYTES:
        return b""
    if is_dummy(photo):
        return open_dummy(photo)
    if not how.library:
        return b""
    return open_with(Library(path=how.library, function=how.function, flag=how.flag), photo, go_on=go_on)
