"""The engine's own records: only plain values."""

import pytest

from console.operations.worker.records import JsonSerializer


def test_values_are_json_and_a_failure_comes_back_as_its_words() -> None:
    serializer = JsonSerializer()
    assert serializer.deserialize(serializer.serialize(["RBX", 1])) == ["RBX", 1]
    failed = serializer.deserialize(serializer.serialize(OSError("disk is full")))
    assert str(failed) == "OSError: disk is full"
    with pytest.raises(TypeError):
        serializer.serialize(object())
