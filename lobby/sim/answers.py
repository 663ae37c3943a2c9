"""What the server may answer in a simulated day, and what ends the day as a defect."""

from __future__ import annotations

from lobby.contract.message import Answer, Refused


class Unexpected(Exception):
    """The server answered what no rule of the day allows."""


def why(answer: Answer) -> str:
    """The plain word of a refusal; empty for any other answer."""
    return answer.reason if isinstance(answer, Refused) else ""


def must(right: bool, answer: Answer) -> None:
    """Raises Unexpected with what was answered instead."""
    if not right:
        raise Unexpected(f"{type(answer).__name__} {why(answer)} {getattr(answer, 'detail', '')}".strip())
