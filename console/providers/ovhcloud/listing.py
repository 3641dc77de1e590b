"""Lists of ids and what stands behind them, in few calls.

The API lists ids only. Where it can, it is asked for whole pages of objects
(header ``X-Pagination-Mode``); the rest, and everything where it cannot, is
read one by one, and what will not change any more is read once.
"""

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

import msgspec

from console.decoding import decode
from console.model.error import BadAnswer, CallRefused, NotFound
from console.providers.ovhcloud.calls import OvhcloudCalls, decoded

FEW = 1
PAGE_SIZE = 100
PAGES = 10
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListedKind(Generic[T]):
    """One kind of object: where it is listed, its type, its id, and whether it may change.

    `keep_s` is how long (wall seconds) what is settled is believed; None: for good.
    """

    path: str
    shape: type[T]
    key: str
    number: Callable[[T], int]
    settled: Callable[[T], bool]
    keep_s: float | None = None


class ObjectListing(Generic[T]):
    """The objects of one kind, read again only where they may have changed."""

    def __init__(
        self,
        calls: OvhcloudCalls,
        kind: ListedKind[T],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read through `calls`; nothing is read yet."""
        self._calls = calls
        self._kind = kind
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: dict[int, tuple[float, T]] = {}
        self._paged = True
        self.unreadable: frozenset[int] = frozenset()

    def read(self, deadline: float, *, newest: int | None = None) -> dict[int, T]:
        """The objects by id; with `newest`, those so recent, and those that are not settled."""
        with self._lock:
            ids = self._calls.get(self._kind.path, list[int], deadline=deadline)
            wanted = set(ids) if newest is None else set(sorted(ids, reverse=True)[:newest])
            wanted |= {number for number in self._open() if number in ids}
            self._forget(ids)
            missing = {number for number in wanted if not self._known(number)}
            bad: set[int] = set()
            if len(missing) > FEW and self._paged:
                missing -= self._read_pages(missing, deadline)
            for number in sorted(missing, reverse=True):
                self._read_one(number, bad, deadline)
            self.unreadable = frozenset(bad)
            return {n: self._kept[n][1] for n in sorted(wanted) if n in self._kept}

    def kept(self, number: int) -> T | None:
        """One object as it was last read, without a call."""
        found = self._kept.get(number)
        return None if found is None else found[1]

    def find(self, number: int, deadline: float) -> T | None:
        """One object, read where it is not known yet; None where there is none."""
        with self._lock:
            if number not in self._kept:
                self._read_one(number, set(), deadline)
            return self.kept(number)

    def refresh(self, number: int) -> None:
        """Read one object again next time: something was asked of it."""
        with self._lock:
            if number in self._kept:
                self._kept[number] = (-inf, self._kept[number][1])

    def _open(self) -> set[int]:
        return {n for n, (_, each) in self._kept.items() if not self._kind.settled(each)}

    def _known(self, number: int) -> bool:
        if number not in self._kept:
            return False
        at, found = self._kept[number]
        keep = self._kind.keep_s
        return self._kind.settled(found) and (keep is None or self._monotonic() - at < keep)

    def _forget(self, ids: Collection[int]) -> None:
        for number in self._kept.keys() - set(ids):
            del self._kept[number]

    def _read_pages(self, wanted: set[int], deadline: float) -> set[int]:
        """Keep what pages of whole objects hold of `wanted`, and say which."""
        found: set[int] = set()
        for page in range(1, PAGES + 1):
            headers = {
                "X-Pagination-Mode": "CachedObjectList-Pages",
                "X-Pagination-Number": str(page),
                "X-Pagination-Size": str(PAGE_SIZE),
                "X-Pagination-Sort": self._kind.key,
                "X-Pagination-Sort-Order": "DESC",
                "Pragma": "no-cache",
            }
            try:
                answer = self._calls.read(self._kind.path, headers=headers, deadline=deadline)
            except CallRefused:
                self._paged = False
                return found
            records = decoded(answer, list[msgspec.Raw], f"GET {self._kind.path}")
            if any(record[:1] != b"{" for record in map(bytes, records)):
                self._paged = False
                return found
            for record in records:
                self._keep_record(record, wanted, found)
            if len(records) < PAGE_SIZE or found >= wanted:
                break
        return found

    def _keep_record(self, record: msgspec.Raw, wanted: set[int], found: set[int]) -> None:
        """Keep one record of a page; one that makes no sense is read again by itself."""
        try:
            each = decode(record, self._kind.shape)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return
        number = self._kind.number(each)
        if number in wanted:
            self._kept[number] = (self._monotonic(), each)
            found.add(number)

    def _read_one(self, number: int, bad: set[int], deadline: float) -> None:
        try:
            path = f"{self._kind.path}/{number}"
            each = self._calls.get(path, self._kind.shape, deadline=deadline)
        except NotFound:
            self._kept.pop(number, None)
        except BadAnswer:
            bad.add(number)
        else:
            self._kept[number] = (self._monotonic(), each)
