"""Requests as tests write them: a verb and what it is told, side by side."""

from dataclasses import fields
from typing import Any

from console.model.plan import Author, Request
from console.model.verb import Verb

OWN = frozenset(field.name for field in fields(Request))


def asking(verb: Verb, author: Author, pool: str | None = None, **told: Any) -> Request:  # noqa: ANN401 - whatever the verb is told
    """A request; what is no field of its own is one of the verb's parameters."""
    own = {name: value for name, value in told.items() if name in OWN}
    parameters = {
        name: value for name, value in told.items() if name not in OWN and value is not None
    }
    return Request(verb, author, pool, parameters=parameters, **own)
