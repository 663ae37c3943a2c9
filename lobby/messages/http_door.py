"""The one place where this room speaks HTTP: JSON out, JSON in, every failure one word."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

import msgspec

from lobby.messages.letter import GatewayDown

MOST_BYTES = 65_536


class Refused(Exception):
    """The gateway understood and says no: the same again is of no use. The text is a plain word."""


def ask(url: str, token: str, timeout_s: float, content: msgspec.Struct | None = None) -> bytes:
    """POST `content` as JSON, or GET without it. Raises GatewayDown (408, 429, 5xx, no answer), Refused (any other)."""
    body = msgspec.json.encode(content) if content is not None else None
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, data=body, headers=headers, method="POST" if body else "GET")
    try:
        with _OPENER.open(request, timeout=timeout_s) as answer:
            got: bytes = answer.read(MOST_BYTES)
            return got
    except urllib.error.HTTPError as error:
        with error:
            passing = error.code in (408, 429) or error.code >= 500
            raise (GatewayDown if passing else Refused)(f"http-{error.code}") from None
    except TimeoutError:
        raise GatewayDown("timeout") from None
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        late = isinstance(getattr(error, "reason", None), TimeoutError)
        raise GatewayDown("timeout" if late else "unreachable") from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token and a number go where the site file says, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
