"""A cabinet as a picture, from the front: every door with its number, closed or open, and what lies behind it.

Board and lock are written as the control words take them, so that a picture is its own manual.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from devices.emulators.cabinet import Cabinet, Door
from devices.slips.fonts import CAP_HEIGHT, Face

ROWS = 8
"""Doors in one column, counted downwards as cabinets are labelled."""
DOOR_W, DOOR_H, GAP = 208, 112, 10
PLINTH, HEAD, FRAME = 26, 74, 22
APART, MARGIN, KEY_H = 44, 48, 92

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

ROOM, FLOOR = (240, 241, 243), (219, 221, 225)
BODY, BODY_EDGE = (84, 96, 108), (62, 72, 82)
LEAF, LEAF_EDGE, LEAF_SHADE = (226, 231, 236), (176, 184, 192), (201, 208, 215)
INSIDE, INSIDE_BACK = (30, 36, 42), (45, 53, 61)
INK, PALE, QUIET = (38, 46, 54), (236, 240, 244), (98, 108, 118)
BOX, BOX_SHADE, TAPE = (205, 158, 98), (178, 132, 76), (231, 204, 160)
BOLT, RELEASED = (122, 132, 142), (44, 160, 92)
TROUBLE = (200, 62, 48)


def draw_cabinet(cabinet: Cabinet) -> Image.Image:
    """The whole cabinet, one body a board, mode RGB."""
    body_w, body_h = body_size(cabinet.locks)
    width = 2 * MARGIN + len(cabinet.boards) * (body_w + APART) - APART
    picture = Image.new("RGB", (max(width, 760), MARGIN + body_h + KEY_H), ROOM)
    ImageDraw.Draw(picture).rectangle((0, MARGIN + body_h - PLINTH // 2, picture.width, picture.height), fill=FLOOR)
    left = (picture.width - width) // 2 + MARGIN
    for number, board in enumerate(cabinet.boards):
        _draw_body(picture, left + number * (body_w + APART), MARGIN, board, cabinet)
    _draw_key(picture, MARGIN + body_h)
    return picture


def save_cabinet(cabinet: Cabinet, file: Path) -> None:
    draw_cabinet(cabinet).save(file)


def _columns(locks: int) -> int:
    return -(-locks // ROWS)


def body_size(locks: int) -> tuple[int, int]:
    """Width and height of one board's body in dots."""
    columns, rows = _columns(locks), min(locks, ROWS)
    return 2 * FRAME + columns * (DOOR_W + GAP) - GAP, HEAD + rows * (DOOR_H + GAP) - GAP + FRAME + PLINTH


def _draw_body(picture: Image.Image, left: int, top: int, board: int, cabinet: Cabinet) -> None:
    pen = ImageDraw.Draw(picture)
    width, height = body_size(cabinet.locks)
    pen.rectangle((left + 14, top + height - PLINTH, left + width - 14, top + height), fill=BODY_EDGE)
    pen.rounded_rectangle((left, top, left + width, top + height - PLINTH), 14, fill=BODY, outline=BODY_EDGE, width=3)
    _write(picture, left + FRAME + 2, top + 50, f"board {board}", 34, PALE, bold=True)
    for place, door in enumerate(cabinet.of_board(board)):
        x = left + FRAME + place // ROWS * (DOOR_W + GAP)
        y = top + HEAD + place % ROWS * (DOOR_H + GAP)
        _draw_door(picture, (x, y, x + DOOR_W, y + DOOR_H), door)


def _draw_door(picture: Image.Image, box: Box, door: Door) -> None:
    (_draw_open if door.is_open else _draw_closed)(picture, box, door)


def _draw_closed(picture: Image.Image, box: Box, door: Door) -> None:
    """The leaf with its number and bolt; a small parcel stands for what lies behind it."""
    pen = ImageDraw.Draw(picture)
    left, top, right, bottom = box
    pen.rounded_rectangle(box, 6, fill=LEAF, outline=LEAF_EDGE, width=2)
    _write(picture, left + 18, top + 54, str(door.lock), 40, INK, bold=True)
    if door.item:
        _draw_parcel(pen, (left + 18, bottom - 38, left + 58, bottom - 12))
    middle = (top + bottom) // 2
    pen.rounded_rectangle((right - 26, middle - 20, right - 16, middle + 20), 5, fill=TROUBLE if door.jammed else BOLT)


def _draw_open(picture: Image.Image, box: Box, door: Door) -> None:
    """The compartment, and the leaf swung out to the left."""
    pen = ImageDraw.Draw(picture)
    left, top, right, bottom = box
    pen.rounded_rectangle(box, 6, fill=INSIDE, outline=RELEASED, width=4)
    pen.rectangle((left + 62, top + 14, right - 16, bottom - 24), fill=INSIDE_BACK)
    leaf = [(left + 4, top + 4), (left + 44, top + 14), (left + 44, bottom - 14), (left + 4, bottom - 4)]
    pen.polygon(leaf, fill=LEAF_SHADE, outline=LEAF_EDGE)
    _write(picture, left + 74, top + 54, str(door.lock), 40, PALE, bold=True)
    if door.item:
        _draw_parcel(pen, (right - 88, bottom - 62, right - 26, bottom - 20))


def _draw_parcel(pen: ImageDraw.ImageDraw, box: Box) -> None:
    left, top, right, bottom = box
    middle, tape = (left + right) // 2, max(2, (right - left) // 12)
    pen.rectangle(box, fill=BOX)
    pen.rectangle((left, bottom - (bottom - top) // 6, right, bottom), fill=BOX_SHADE)
    pen.rectangle((middle - tape, top, middle + tape, bottom), fill=TAPE)


def _draw_key(picture: Image.Image, top: int) -> None:
    """What the signs mean, under the cabinet."""
    pen = ImageDraw.Draw(picture)
    middle = top + KEY_H // 2 + 6
    words = ("closed", "open", "item inside", "jammed")
    face = Face(26)
    x = (picture.width - sum(face.width(word) + 96 for word in words) + 36) // 2
    for word in words:
        _draw_sign(pen, word, (x, middle - 15, x + 44, middle + 15))
        _write(picture, x + 58, middle + round(26 * CAP_HEIGHT / 2), word, 26, QUIET)
        x += 96 + face.width(word)


def _draw_sign(pen: ImageDraw.ImageDraw, word: str, box: Box) -> None:
    if word == "open":
        pen.rounded_rectangle(box, 4, fill=INSIDE, outline=RELEASED, width=4)
    elif word == "item inside":
        _draw_parcel(pen, (box[0] + 4, box[1] + 2, box[2] - 4, box[3] - 2))
    else:
        pen.rounded_rectangle(box, 4, fill=LEAF, outline=LEAF_EDGE, width=2)
        bolt = (box[2] - 12, box[1] + 8, box[2] - 6, box[3] - 8)
        pen.rounded_rectangle(bolt, 3, fill=TROUBLE if word == "jammed" else BOLT)


def _write(
    picture: Image.Image, x: int, baseline: int, text: str, dots: int, colour: Colour, *, bold: bool = False
) -> None:
    face = Face(dots, bold=bold)
    paper = Image.new("L", (face.width(text) + dots, 2 * dots), 255)
    face.draw(paper, dots // 2, dots + dots // 2, text)
    ink = paper.point(lambda grey: 255 - grey)
    picture.paste(Image.new("RGB", paper.size, colour), (x - dots // 2, baseline - dots - dots // 2), ink)
