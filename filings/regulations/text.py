"""A text of the law's data, Chinese and English side by side."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Text:
    zh: str
    en: str

    def __str__(self) -> str:
        """In the reader's language."""
        return self.zh if (get_language() or "zh").startswith("zh") else self.en
