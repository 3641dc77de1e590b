"""How French is set: what stands apart has a narrow space, and no vowel follows another's."""

import re
from collections.abc import Mapping

from console.model.notice import NoticeValue

NARROW = "\u202f"
"""A narrow no-break space."""

# Compiled when they are wanted, which is never in English.
APART = r"[ \u00a0](?=[:;?!»%€])|(?<=«)[ \u00a0]"
ELIDED = r"\b([Dd]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)e \{(\w+)\}"
VOWELS = frozenset("aeiouàâäéèêëîïôöùûüœæ")


def spaced(text: str) -> str:
    """``Refusé\u202f: 82\u202f%``, never torn at the end of a line."""
    return re.sub(APART, NARROW, text)


def elided(template: str, values: Mapping[str, NoticeValue]) -> str:
    """``30 instances d’api`` for ``{n} instances de {pool}``, where the value begins so."""
    if "e {" not in template:
        return template

    def joined(found: re.Match[str]) -> str:
        value = values.get(found[2], "")
        begins = isinstance(value, str) and value[:1].lower() in VOWELS
        return f"{found[1]}’{{{found[2]}}}" if begins else found[0]

    return re.sub(ELIDED, joined, template)
