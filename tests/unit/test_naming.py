"""Names in the order in which people count."""

import random

from console.model.naming import natural


def test_names_sort_as_people_count() -> None:
    counted = [
        f"api-rbx-{op}-{batch}-{n}"
        for op in ("a1", "a2")
        for batch in (1, 2, 10, 11)
        for n in (1, 2, 9, 10, 100)
    ]
    shuffled = random.Random(1).sample(counted, len(counted))  # noqa: S311 - reproducible
    assert sorted(shuffled, key=natural) == counted


def test_names_without_numbers_keep_their_order() -> None:
    assert sorted(["web", "", "api", "api-2"], key=natural) == ["", "api", "api-2", "web"]
