"""The settings' JSON Schema, for editors and for checks before a file is installed."""

from typing import Any

import msgspec

from console.settings.model import Settings


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the settings file."""
    described = msgspec.json.schema(Settings)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Vigie settings",
        **described,
    }
