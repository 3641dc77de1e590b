from collections.abc import Iterator

import pytest
from looked_at import kill
from rehearsed import Rehearsal

from console.bootstrap import open_session
from console.desk.session import Session
from console.model.plan import Origin


@pytest.fixture
def session(estate: Rehearsal) -> Iterator[Session]:
    """A program's session on the module's estate; no worker outlives it."""
    opened = open_session(estate.settings, read_only=False, origin=Origin.PROGRAM)
    yield opened
    kill(opened)
    opened.watch.stop()
