"""Try a document printer: one sheet of A4 that shows whether edges, letters and greys are right."""

from __future__ import annotations

import io
from typing import ClassVar

from PIL import Image, ImageDraw

from devices.desk.trial import Trial, Word
from devices.kinds.document_printer import DocumentResult
from devices.slips.fonts import Face
from devices.values import DeviceEvent
from devices.verbs.document_printer import DocumentPrinter

DPI = 150
WIDTH, HEIGHT, MARGIN = 1240, 1754, 75
LEFT = 2 * MARGIN
STEPS, STEP = 9, (WIDTH - 2 * LEFT) // 9
LINES = (
    (100, 340, "测试页 TEST PAGE"),
    (48, 480, "简体：综合业务、政务服务，一楼窗口。"),
    (48, 560, "繁體：綜合業務、政務服務，一樓窗口。"),
    (40, 660, "ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789"),
    (40, 730, "abcdefghijklmnopqrstuvwxyz .,:;!?()/+-"),
    (28, 820, "最小的字 the smallest letters 0123456789"),
    (28, 920, "九级灰阶，应可分辨 · nine greys, each unlike its neighbour"),
    (28, 1270, "外框距纸边 12.7 mm，四边应完整"),
    (28, 1320, "the frame is whole and 12.7 mm from every edge"),
)
"""Height, baseline from the top, text."""
PAGE_S = 120.0
"""A cold printer takes its time."""


class DocumentPrinterTrial(Trial[DocumentPrinter]):
    kind: ClassVar = DocumentPrinter

    def words(self) -> list[Word]:
        return [Word("print", "print a test page of A4", lambda _rest: self._print())]

    def tell(self, event: DeviceEvent) -> str:
        if isinstance(event, DocumentResult):
            return f"{event.pages_printed} of {event.pages_total} pages are on paper"
        return ""

    def _print(self) -> bool:
        page = sample_page()
        return self.deed(DocumentResult, lambda job: self.device.print_document(job, page), within_s=PAGE_S)


def sample_page() -> bytes:
    """A PDF of one A4 page."""
    with io.BytesIO() as file:
        draw_page().save(file, "PDF", resolution=DPI)
        return file.getvalue()


def draw_page() -> Image.Image:
    """A frame 12.7 mm from the edges, Chinese and Latin letters in four sizes, nine greys."""
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(page)
    draw.rectangle((MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN), outline=0, width=3)
    for dots, top, text in LINES:
        Face(dots).draw(page, LEFT, top, text)
    for step in range(STEPS):
        left = LEFT + step * STEP
        draw.rectangle((left, 960, left + STEP, 1160), fill=255 * step // (STEPS - 1), outline=0, width=2)
    return page
