"""A PIN is kept only as a salted scrypt hash: `scrypt$salt$hash`, both hexadecimal."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_N, _R, _P = 2**14, 8, 1


def hashed(pin: str, salt: bytes | None = None) -> str:
    """The hash to write into a site file; takes some 50 ms, which is its point."""
    salt = secrets.token_bytes(16) if salt is None else salt
    digest = hashlib.scrypt(pin.encode(), salt=salt, n=_N, r=_R, p=_P, dklen=32)
    return f"scrypt${salt.hex()}${digest.hex()}"


def fits(pin: str, kept: str) -> bool:
    """Is this the PIN that was hashed? False for a hash that is none."""
    kind, _, rest = kept.partition("$")
    salt, _, _ = rest.partition("$")
    try:
        return kind == "scrypt" and hmac.compare_digest(hashed(pin, bytes.fromhex(salt)), kept)
    except ValueError:
        return False
