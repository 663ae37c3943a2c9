"""A sheet comes out, and its pages are counted."""

import io
import time

from PIL import Image

from devices.emulators.emulator import Emulator
from devices.kinds.document_printer import DocumentResult
from devices.rack import Rack
from devices.slips.fonts import Face
from devices.values import Outcome
from devices.verbs.document_printer import DocumentPrinter, DocumentPrinterDriver
from tests.devices.ear import Ear

KIND = DocumentPrinterDriver


def sheets(count: int = 1, text: str = "张木棉 A012-secret 办理结果") -> bytes:
    """A PDF of A4 pages with invented words, 100 dots an inch."""
    pages = []
    for number in range(1, count + 1):
        page = Image.new("L", (827, 1169), 255)
        Face(40).draw(page, 80, 140, text)
        Face(24).draw(page, 80, 200, f"{number} / {count}")
        pages.append(page)
    with io.BytesIO() as file:
        pages[0].save(file, "PDF", resolution=100, save_all=True, append_images=pages[1:])
        return file.getvalue()


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    job = f"job-{time.monotonic_ns()}"
    rack.all(DocumentPrinter)[0].print_document(job, sheets())
    result: DocumentResult = ear.next(lambda e: isinstance(e, DocumentResult) and e.job == job, within_s=30)
    assert (result.outcome, result.pages_printed, result.pages_total) == (Outcome.CONFIRMED, 1, 1)
