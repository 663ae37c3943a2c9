"""Document printers: print sheets of A4 from a PDF and hand up exactly one `DocumentResult` for each job."""

from __future__ import annotations

from devices.values import DeedResult


class DocumentResult(DeedResult, frozen=True, kw_only=True):
    """What became of a document, page by page: of `pages_total` (0: not known) so many are on paper for certain.
    Confirmed: all of them; assumed: the printer ended the job without counting."""

    pages_printed: int = 0
    pages_total: int = 0
