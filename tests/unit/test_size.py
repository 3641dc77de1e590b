"""Sizes as people write them."""

import pytest

from console.model.error import UsageError
from console.model.size import parse_memory, parse_size, written_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("3TB", 3_000_000_000_000),
        ("3 TB", 3_000_000_000_000),
        ("3000GB", 3_000_000_000_000),
        ("3tb", 3_000_000_000_000),
        ("3 To", 3_000_000_000_000),
        ("1.5TB", 1_500_000_000_000),
        ("1,5 To", 1_500_000_000_000),
        ("1TiB", 1 << 40),
        ("512 GiB", 512 << 30),
        ("2 Gio", 2 << 30),
        ("0.5 KiB", 512),
        ("17 B", 17),
        ("2PB", 2 * 10**15),
    ],
)
def test_a_size_is_read_in_the_unit_it_is_written_in(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "TB",
        "3T",
        "3 XB",
        "-3TB",
        "3TB!",
        "1e3GB",
        "3..5TB",
        "3iB",
        "٣TB",
        "nanTB",
        "3TB 4",
    ],
)
def test_what_is_no_size_is_refused_with_what_was_written(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_size(text)
    assert refused.value.notice.code == "size.unreadable"
    assert refused.value.notice.values["value"] == text


@pytest.mark.parametrize("text", ["0TB", "0.3B", "0.0001 kB"])
def test_a_size_is_whole_bytes_above_zero(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_size(text)
    assert refused.value.notice.code == "size.not_bytes"


def test_memory_is_binary_whatever_it_is_called() -> None:
    assert parse_memory("128GB") == parse_memory("128GiB") == parse_size("128GiB") == 128 << 30


@pytest.mark.parametrize("size", [1, 999, 3 * 10**12, 1_500_000_000_000, 128 * 2**30, 2**20])
def test_a_size_is_written_so_that_it_is_read_as_it_was(size: int) -> None:
    assert parse_size(written_size(size)) == size
    assert parse_memory(written_size(size, memory=True)) == size
