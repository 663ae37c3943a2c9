"""What every value of the site file is built of."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, dataclass_transform

import msgspec
from msgspec import Meta

NAME = r"^[A-Za-z0-9][A-Za-z0-9-]{0,23}$"
Name = Annotated[str, Meta(pattern=NAME)]
NoName = Annotated[str, Meta(pattern=f"^$|{NAME}")]
"""A name, or empty where there is none."""
Seconds = Annotated[float, Meta(gt=0, le=86_400)]
Port = Annotated[int, Meta(ge=1, le=65_535)]


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every value in the site file: immutable, unknown keys refused.."""


class Language(StrEnum):
    """Languages people read; the value is the catalogue's folder and the BCP 47 tag with a hyphen."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"


class Text(Value, frozen=True, kw_only=True):
    """One name in every language the hall speaks."""

    zh_hans: str
    zh_hant: str
    en: str

    def say(self, language: Language) -> str:
        return {Language.ZH_HANS: self.zh_hans, Language.ZH_HANT: self.zh_hant, Language.EN: self.en}[language]
