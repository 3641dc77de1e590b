"""What the laws' tests share: a night, and what the run says of itself at its end."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from night import Fall, Night, night


@pytest.fixture
def fall() -> Iterator[Fall]:
    """`fall(seed, …)`: a night, with what it is to differ in."""
    with ExitStack() as stack:

        def begin(seed: int = 0, **values: object) -> Night:
            return stack.enter_context(night(seed, **values))

        yield begin
