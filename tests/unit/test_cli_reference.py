from pathlib import Path

import pytest

from console.cli.reference import pages

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", ["cli.md", "configuration.md", "keys.md"])
def test_the_reference_says_what_the_program_does(name: str) -> None:
    written = (REFERENCE / name).read_text(encoding="utf-8")
    assert written == pages()[name], "run: python -m console.cli.reference docs/reference"


def test_every_verb_of_the_contract_is_there() -> None:
    page = pages()["cli.md"]
    for verb in (
        "demo", "rehearse serve", "status", "burst", "scale", "rollback", "operations list",
        "operations show", "operations stop", "operations topup", "pool list", "worker run",
        "worker status", "doctor", "settings init", "settings show", "settings validate",
        "settings path", "settings schema", "secrets set", "secrets list", "secrets delete", "keys",
    ):  # fmt: skip
        assert f"## `vigie {verb}`" in page
