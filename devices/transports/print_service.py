"""The only door to the print service: IPP through the system's own `ipptool` (package cups-ipp-utils), to a CUPS queue
or straight to a printer (`ipp://server/printers/NAME`, `ipp://printer/ipp/print`)."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from devices.errors import DeviceError, LineLost, NoAnswer

TOOL = "ipptool"
_LOOK_S = 0.05
_REQUEST, _DOCUMENT = "request.test", "document.pdf"


class PrintService:
    """One printer by its address. Each request is a run of the tool; between them nothing is held."""

    def __init__(self, uri: str, *, answer_s: float) -> None:
        self._uri = uri
        self._answer_s = answer_s
        self._woken = threading.Event()

    def ask(self, request: str, *, check: Callable[[], None], document: bytes = b"") -> bytes:
        """The tool's property list. `document` goes along as `document.pdf`; its file is gone when this returns.
        `check` is called meanwhile and may raise to end it. Raises NoAnswer, LineLost."""
        if shutil.which(TOOL) is None:
            raise DeviceError("ipptool is missing: install the package cups-ipp-utils")
        with tempfile.TemporaryDirectory(prefix="kapok-print-") as folder:
            (Path(folder) / _REQUEST).write_text(request)
            if document:
                (Path(folder) / _DOCUMENT).write_bytes(document)
            answer = self._run(folder, check)
        if b"Unable to connect" in answer:
            raise LineLost(f"{self._uri} does not answer")
        return answer

    def wait(self, timeout_s: float) -> None:
        """Until the time is over or a job has come."""
        self._woken.wait(max(0.0, timeout_s))
        self._woken.clear()

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        """Nothing is held."""

    def _run(self, folder: str, check: Callable[[], None]) -> bytes:
        command = [TOOL, "-X", self._uri, _REQUEST]
        left = self._answer_s
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as tool:
            try:
                while True:
                    try:
                        return tool.communicate(timeout=_LOOK_S)[0]
                    except subprocess.TimeoutExpired:
                        left -= _LOOK_S
                    check()
                    if left <= 0:
                        raise NoAnswer(f"{self._uri} did not answer in time")
            finally:
                tool.kill()
