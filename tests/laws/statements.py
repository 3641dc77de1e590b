"""Runs the journal's statements on SQLite as SQLAlchemy compiles them, at a tenth of the cost.

What SQLAlchemy does once a statement (text, order of parameters, conversions of
values) is kept; what it does again at every execution is left out. Whatever is
out of the ordinary goes its ordinary way.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import IntegrityError

Convert = Callable[[Any], Any]


class Record(tuple[Any, ...]):  # noqa: SLOT001 - a tuple takes none besides its own
    """A row: a tuple, and a mapping by its columns' names."""

    _mapping: Mapping[str, Any]


@dataclass(slots=True)
class Answer:
    """The rows of a statement, read at once, in the shapes that the journal asks for."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    rowcount: int

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def all(self) -> list[Any]:
        found = []
        for row in self.rows:
            record = Record(row)
            record._mapping = dict(zip(self.names, row, strict=True))
            found.append(record)
        return found

    def first(self) -> Any:
        return self.rows[0] if self.rows else None

    def one(self) -> Any:
        (row,) = self.rows
        return row

    def scalar(self) -> Any:
        return self.rows[0][0] if self.rows else None

    def scalar_one(self) -> Any:
        ((value,),) = self.rows
        return value

    def scalars(self) -> "Mapped":
        return Mapped([row[0] for row in self.rows])

    def mappings(self) -> "Mapped":
        names = self.names
        return Mapped([dict(zip(names, row, strict=True)) for row in self.rows])


@dataclass(slots=True)
class Mapped:
    """Rows in another shape."""

    rows: list[Any]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def all(self) -> list[Any]:
        return self.rows

    def first(self) -> Any:
        return self.rows[0] if self.rows else None

    def one(self) -> Any:
        (row,) = self.rows
        return row

    def one_or_none(self) -> Any:
        return self.first()


@dataclass(slots=True)
class Known:
    """A statement as it was compiled. `spread` are the parameters that are lists."""

    compiled: Any
    text: str
    order: tuple[str, ...]
    binds: dict[str, Convert]
    names: tuple[str, ...]
    converts: tuple[tuple[int, Convert], ...]
    spread: tuple[str, ...]
    texts: dict[tuple[int, ...], tuple[str, tuple[str, ...]]]
    """For lists of such lengths: the text, and the order of its parameters."""
    sources: tuple[tuple[str, str, int | None, Any], ...]
    """Of each parameter: its name in the text, its key, its place among those extracted, itself."""


class Quick:
    """Stands for a connection of SQLAlchemy's, over the one of sqlite3 that it has too."""

    def __init__(self, raw: sqlite3.Connection, ordinary: Connection) -> None:
        self._raw = raw
        self._ordinary = ordinary
        self.dialect: DefaultDialect = ordinary.dialect  # type: ignore[assignment]
        self._known: dict[object, Known | None] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ordinary, name)

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Run a statement; a constraint that says no is SQLAlchemy's error, as it would be."""
        try:
            return self._execute(statement, parameters)
        except sqlite3.IntegrityError as error:
            raise IntegrityError(None, None, error) from error

    def _execute(self, statement: Any, parameters: Any) -> Any:
        many = isinstance(parameters, list | tuple)
        given: Sequence[Mapping[str, Any]] = parameters if many else (parameters or {},)
        key = statement._generate_cache_key()
        if key is None or not given:
            return self._ordinary.execute(statement, parameters)
        kind = (key.key, many, *given[0])
        if kind not in self._known:
            self._known[kind] = self._compile(statement, given[0], many=many, key=key)
        known = self._known[kind]
        if known is None:
            return self._ordinary.execute(statement, parameters)
        extracted = key.bindparams
        if many and len(given) > 1 and not known.names:
            rows = [self._values(known, one, extracted) for one in given]
            cursor = self._raw.executemany(known.text, rows)
            return Answer((), [], cursor.rowcount)
        return self._run(known, given[0], extracted)

    def _run(self, known: Known, given: Mapping[str, Any], extracted: Any) -> Answer:
        if known.spread:
            values = self._parameters(known, given, extracted)
            text, order = self._spread(known, values)
            cursor = self._raw.execute(text, [_value(values, known, n) for n in order])
        else:
            cursor = self._raw.execute(known.text, self._values(known, given, extracted))
        rows = cursor.fetchall() if known.names else []
        if known.converts:
            rows = [_converted(row, known.converts) for row in rows]
        return Answer(known.names, rows, cursor.rowcount)

    def _spread(self, known: Known, values: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        """The text for lists of these lengths; their items are put among the values."""
        lists = [name for name in known.spread if isinstance(values[name], list | tuple)]
        lengths = tuple(len(values[name]) for name in lists)
        if lengths not in known.texts:
            expanded = known.compiled._process_parameters_for_postcompile(dict(values))
            known.texts[lengths] = (expanded.statement, tuple(expanded.positiontup))
        for name in lists:
            values.update({f"{name}_{n}": item for n, item in enumerate(values[name], start=1)})
        return known.texts[lengths]

    def _parameters(self, known: Known, given: Mapping[str, Any], extracted: Any) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, key, place, own in known.sources:
            if key in given:
                values[name] = given[key]
            elif place is not None:
                values[name] = extracted[place].effective_value
            else:
                values[name] = own.effective_value
        return values

    def _values(self, known: Known, given: Mapping[str, Any], extracted: Any) -> list[Any]:
        values = self._parameters(known, given, extracted)
        binds = known.binds
        return [binds[n](values[n]) if n in binds else values[n] for n in known.order]

    def _compile(
        self, statement: Any, given: Mapping[str, Any], *, many: bool, key: Any
    ) -> Known | None:
        compiled = statement.compile(
            dialect=self.dialect,
            cache_key=key,
            column_keys=sorted(given) or None,
            for_executemany=many,
        )
        wanting = any(
            getattr(compiled, each, None)
            for each in ("insert_prefetch", "update_prefetch", "literal_execute_params")
        )
        columns = compiled._result_columns
        if wanting or (columns and compiled._textual_ordered_columns):
            return None
        processors = {name: p for name, p in compiled._bind_processors.items() if callable(p)}
        converts = tuple(
            (n, convert)
            for n, column in enumerate(columns)
            if (convert := column.type._cached_result_processor(self.dialect, None)) is not None
        )
        places = {parameter.key: n for n, parameter in enumerate(key.bindparams)}
        return Known(
            compiled,
            compiled.string,
            tuple(compiled.positiontup or ()),
            processors,
            tuple(column.keyname for column in columns),
            converts,
            tuple(compiled.bind_names[each] for each in compiled.post_compile_params),
            {},
            tuple(
                (name, parameter.key, places.get(parameter.key), parameter)
                for parameter, name in compiled.bind_names.items()
            ),
        )


def _value(values: Mapping[str, Any], known: Known, name: str) -> Any:
    """A value as sqlite3 takes it; an item of a list is converted as the list says."""
    convert = known.binds.get(name) or known.binds.get(name.rpartition("_")[0])
    return values[name] if convert is None else convert(values[name])


def _converted(row: tuple[Any, ...], converts: tuple[tuple[int, Convert], ...]) -> tuple[Any, ...]:
    values = list(row)
    for n, convert in converts:
        values[n] = convert(values[n])
    return tuple(values)
