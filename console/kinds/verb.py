"""A verb, declared once: what can be asked, of what, how dangerous, with which parameters.

Keys, footer, help, palette, forms, the command line, requests and the reference
pages are made of it; nothing else lists verbs. Pure data: this loads no interface.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from console.kinds.parameter import Asked, Completion, Parameter, PoolParameter
from console.kinds.screen import ScreenName
from console.model.error import UsageError
from console.model.notice import Notice, notice
from console.model.plan import Author, Request
from console.model.policy import Policy
from console.model.resource import Resource
from console.model.verb import Verb


class Danger(StrEnum):
    """What an action can do to the estate."""

    NONE = "none"
    CHANGES = "changes"
    REMOVES = "removes"


class Side(StrEnum):
    """Whose accounts change a resource: the public cloud's, vCenter's, or the supply's as well.

    A cluster has a mechanism of its own, which knows no people.
    """

    PUBLIC = "public"
    PRIVATE = "private"
    SUPPLY = "supply"
    CLUSTER = "cluster"

    @property
    def vdc(self) -> bool:
        """Whether what stands there is in the private cloud."""
        return self in {Side.PRIVATE, Side.SUPPLY}


class Target(StrEnum):
    """Which earlier operation a verb is about."""

    UNDOABLE = "undoable"
    SHORT = "short"
    """One that ended without all that it was to make."""
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Among:
    """How many of some parameters must be given; `why` is the notice when they are not."""

    names: tuple[str, ...]
    why: str
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class VerbSpec:
    """One verb.

    `action` is the dotted id that a person's keymap names; `command` the words of
    the command line; `resource` what it changes, None where that is what its
    `target` changed. `rank` orders verbs wherever they are listed, the lowest
    first. `screens` empty: on every screen; `footer` is where the footer names it.
    `form` names a hand-made form of the console; empty: the form is made of the
    parameters. `complete` fills in what was left out, `holds` says what an
    operation would hold (`Plan.pool`); `turns` what it changes of a pool, by its name, where
    that is not `resource`; `becomes` which other verb is meant by what it is told, if one is.
    `sheds`: what it leaves may be less than the load needs, for which `--yes` alone will not do.

    Its words are the texts ``verb.ID`` (in a table), ``.deed`` (in a sentence),
    ``.title``, ``.help``, ``.form`` (a form's heading) and ``.usage``, and with a
    command of one word ``.summary``.
    """

    id: Verb
    action: str
    key: str
    danger: Danger
    command: tuple[str, ...]
    rank: int = 500
    resource: Resource | None = None
    target: Target | None = None
    parameters: tuple[Parameter[Any], ...] = ()
    rules: tuple[Among, ...] = ()
    screens: frozenset[ScreenName] = frozenset()
    footer: frozenset[ScreenName] = frozenset(ScreenName)
    form: str = ""
    complete: Completion | None = None
    holds: Callable[[Request, Policy], str] | None = None
    turns: Callable[[str, Policy], Resource | None] | None = None
    becomes: Callable[[Mapping[str, Any]], "VerbSpec | None"] | None = None
    sheds: bool = False

    def text_key(self, part: str = "") -> str:
        """The catalogue key of one of its words."""
        return f"verb.{self.id}.{part}" if part else f"verb.{self.id}"

    @property
    def text_keys(self) -> tuple[str, ...]:
        """Every word it must have."""
        parts = ["", "deed", "title", "help", "form", "usage"]
        if len(self.command) == 1:
            parts.append("summary")
        return tuple(self.text_key(part) for part in parts)

    @property
    def subject(self) -> Parameter[Any] | None:
        """The parameter that names what it is about; None where the verb itself says it."""
        return next((one for one in self.parameters if one.argument), None)

    def meant(self, values: Mapping[str, Any]) -> "VerbSpec":
        """The verb that is meant by some values: mostly this one."""
        other = self.becomes(values) if self.becomes is not None else None
        return self if other is None else other

    def held(self, request: Request, policy: Policy) -> str:
        """What an operation of this request would hold (`Plan.pool`)."""
        if self.holds is not None:
            return self.holds(request, policy)
        return request.pool or (self.resource or "")

    def about(self, pool: str | None, policy: Policy) -> Resource | None:
        """What it changes of a pool; None where that is what its `target` changed."""
        turned = self.turns(pool, policy) if self.turns is not None and pool else None
        return turned or self.resource

    def pools(self, policy: Policy) -> tuple[str, ...]:
        """The pools that it can be told; none where it is not about one."""
        if not any(isinstance(one, PoolParameter) for one in self.parameters):
            return ()
        data = policy.data_pools if self.turns is not None else ()
        return tuple(dict.fromkeys((*policy.pools, *data)))

    def settled(self, asked: Mapping[str, Any], policy: Policy) -> Asked:
        """The values with what was left out filled in, each checked.

        Raises UsageError with the first thing that is wrong.
        """
        values: Asked = {one.name: one.default for one in self.parameters}
        values |= {name: value for name, value in asked.items() if value is not None}
        values = {name: value for name, value in values.items() if value is not None}
        self._demand(values, least=False)
        if self.complete is not None:
            values = self.complete(values, policy)
        self._demand(values, least=True)
        for wrong in self.faults(values):
            raise UsageError(wrong)
        return values

    def faults(self, values: Mapping[str, Any]) -> tuple[Notice, ...]:
        """What is wrong with some values, one by one."""
        known = {one.name: one for one in self.parameters}
        found = [
            notice("parameter.unknown", name=name, verb=self.id)
            for name in values
            if name not in known
        ]
        for name, one in known.items():
            value = values.get(name)
            wrong = None if value is None else one.fault(value)
            if value is None and one.required:
                wrong = notice("parameter.missing", name=one.spelling)
            if wrong is not None:
                found.append(wrong)
        return tuple(found)

    def request(
        self,
        author: Author,
        values: Mapping[str, Any],
        *,
        reason: str = "",
        pool: str | None = None,
        operation: str | None = None,
    ) -> Request:
        """One ask with these values, which must be `settled`.

        `pool` and `operation` are those of the operation it is about. Where the values mean
        another verb, the request is that one's.
        """
        meant = self.meant(values)
        if meant is not self:
            return meant.request(author, values, reason=reason, pool=pool, operation=operation)
        carried = {one.name: one.CARRIED for one in self.parameters if one.CARRIED}
        fields = {carried[name]: value for name, value in values.items() if name in carried}
        own = {name: value for name, value in values.items() if name not in carried}
        if pool is not None:
            fields["pool"] = pool
        if operation is not None:
            fields["operation"] = operation
        return Request(self.id, author, reason=reason, parameters=own, **fields)

    def strange(self, request: Request) -> tuple[Notice, ...]:
        """What a request says that the verb cannot be told, or not in that type."""
        known = {one.name: one for one in self.parameters if not one.CARRIED}
        found = [
            notice("parameter.unknown", name=name, verb=self.id)
            for name in request.parameters
            if name not in known
        ]
        for name, one in known.items():
            value = request.parameters.get(name)
            wrong = None if value is None or one.holds(value) else one.fault(value)
            if wrong is not None:
                found.append(wrong)
        return tuple(found)

    def _demand(self, values: Mapping[str, Any], *, least: bool) -> None:
        for rule in self.rules:
            given = sum(1 for name in rule.names if values.get(name) is not None)
            if given > rule.most or (least and given < rule.least):
                raise UsageError(notice(rule.why))
