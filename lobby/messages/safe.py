"""Phone numbers at rest: sealed with a key that lies in the data folder and in no backup (J03)."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lobby.identity import write_secret

KEY_FILE = "contacts.key"
KEY_BYTES = 32
NONCE_BYTES = 12
MARK_BYTES = 16


class Unreadable(Exception):
    """Sealed with another key: the data were restored without it."""


class Safe:
    """Seals and opens short texts (AES-256-GCM, a new nonce each)."""

    def __init__(self, key: bytes) -> None:
        self._box, self._key = AESGCM(key), key

    def seal(self, text: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._box.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """Raises Unreadable."""
        try:
            return self._box.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
        except (InvalidTag, ValueError):
            raise Unreadable from None

    def mark(self, content: bytes) -> bytes:
        """Tells two contents apart and says nothing else to whoever has no key."""
        return hmac.digest(self._key, content, "sha256")[:MARK_BYTES]


def new_safe() -> Safe:
    """One that nothing outlives."""
    return Safe(secrets.token_bytes(KEY_BYTES))


def safe_in(data: Path) -> Safe:
    """The hall's safe; its key is made if there is none."""
    file = data / KEY_FILE
    if not file.exists():
        write_secret(file, secrets.token_hex(KEY_BYTES).encode())
    return Safe(bytes.fromhex(file.read_text("ascii")))
