"""Try a document printer: one sheet of A4 that shows whether edges, letters and greys are right."""

from __future__ import annotations

import io
from typing import ClassVar

from PIL import Image, ImageDraw

from devices.kinds.document_printer import DocumentResult
from devices.slips.fonts import Face
from devices.trial import Trial, Word
from devices.values import DeviceEvent
from devices.verbs.document_printer import DocumentPrinter

DPI = 150
WIDTH, HEIGHT, MARGIN = 1240, 1754, 75
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
    """A PDF of one A4 page: a frame 12.7 mm from its edges, Chinese and Latin letters in three sizes, greys."""
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(page)
    draw.rectangle((MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN), outline=0, width=3)
    for dots, top, text in (
        (90, 260, "测试页 TEST PAGE"),
        (44, 400, "简体：综合业务、政务服务。繁體：綜合業務、政務服務。"),
        (28, 480, "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789"),
        (28, 900, "框距纸边 12.7 mm · the frame is 12.7 mm from every edge"),
    ):
        Face(dots).draw(page, 2 * MARGIN, top, text)
    for step in range(9):
        left = 2 * MARGIN + step * 100
        draw.rectangle((left, 600, left + 99, 760), fill=step * 32 if step < 8 else 255, outline=0)
    with io.BytesIO() as file:
        page.save(file, "PDF", resolution=DPI)
        return file.getvalue()
