"""The form that a verb's parameters make; of an earlier operation it asks only why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Label

from console.desk import plans
from console.kinds.parameter import (
    ChoiceParameter,
    DatacentersParameter,
    FlagParameter,
    IntegerParameter,
    Parameter,
    PoolParameter,
)
from console.kinds.verb import VerbSpec
from console.model.error import UsageError
from console.model.notice import Notice, notice
from console.model.operation import Operation
from console.model.plan import Author, Request
from console.tui.dialogs.dialog import INNER_CELLS
from console.tui.dialogs.form import PlanForm, Submit
from console.tui.lines import Lines, Role, line, wrapped
from console.tui.view import plan as views
from console.tui.widgets.choice import Choice
from console.tui.widgets.field import Field
from console.tui.widgets.tick import Tick


@dataclass(frozen=True, slots=True)
class PinnedVerb:
    """What is pinned when the form opens: the verb, who asks, and the operation it is about.

    `places` are the datacenters that are ticked at first; empty: all. `proposed` says by
    a parameter's name what stands in its field at first, in place of its own proposal.
    """

    spec: VerbSpec
    author: Author
    operation: Operation | None = None
    places: tuple[str, ...] = ()
    proposed: Mapping[str, str] = field(default_factory=dict)


class RequestForm(PlanForm):
    """One field a parameter, in their order."""

    def __init__(self, pinned: PinnedVerb, submit: Submit) -> None:
        super().__init__(submit)
        self.pinned = pinned
        self.parameters = () if pinned.operation else _asked(pinned.spec)
        if self.parameters:
            must = (one for one in self.parameters if _must(pinned.spec, one))
            self.FIRST = f"#{next(must, self.parameters[0]).name}"

    def heading(self) -> str:
        """The verb and what it is about."""
        operation, scene = self.pinned.operation, self.vigie.scene()
        named = plans.subject(operation.plan, scene.locale) if operation else scene.pool_name
        return self.text(self.pinned.spec.text_key("form"), subject=named)

    def about(self) -> Lines:
        """The operation; without one, what the verb does."""
        if self.pinned.operation is not None:
            return (views.target_line(self.vigie.scene(), self.pinned.operation),)
        return wrapped(self.text(self.pinned.spec.text_key("help")), INNER_CELLS, Role.FAINT)

    def fields(self) -> ComposeResult:
        """A field for each parameter, named by its label."""
        for one in self.parameters:
            if isinstance(one, DatacentersParameter):
                with Horizontal(classes="field"):
                    yield Label(self.text(one.label_key), classes="label")
                    for place in self.vigie.session.policy.datacenters:
                        ticked = not self.pinned.places or place.code in self.pinned.places
                        yield Tick(place.code, value=ticked, id=f"in-{place.code}")
            else:
                hint = "" if isinstance(one, FlagParameter) else one.help_key
                yield from self.field(one.label_key, self._widget(one), hint=hint)

    def on_mount(self) -> None:
        """Fill what one chooses from."""
        super().on_mount()
        for one, words in self._chosen_from():
            usual = one.proposal or one.default or self.vigie.pool_name
            proposed = self.pinned.proposed.get(one.name, usual)
            at = words.index(proposed) if proposed in words else 0
            self.query_one(f"#{one.name}", Choice).offer([line(word) for word in words], at)

    def request(self, reason: str) -> Request | str:
        """The request with what the fields say, or what is wrong with the first that is."""
        spec, operation = self.pinned.spec, self.pinned.operation
        if operation is not None:
            pool = operation.plan.pool
            return spec.request(
                self.pinned.author, {}, reason=reason, pool=pool, operation=operation.id
            )
        told: dict[str, Any] = {}
        for one in self.parameters:
            try:
                value = self._value(one)
            except UsageError as error:
                return self._said(error.notice)
            if value is not None:
                told[one.name] = value
            elif _must(spec, one):
                return self.text("tui.form.missing", field=self.text(one.label_key))
        try:
            settled = spec.settled(told, self.vigie.session.policy)
        except UsageError as error:
            return self._said(error.notice)
        return spec.request(self.pinned.author, settled, reason=reason)

    def _widget(self, one: Parameter[Any]) -> Widget:
        if isinstance(one, FlagParameter):
            return Tick(self.text(one.help_key), value=bool(one.default), id=one.name)
        if isinstance(one, ChoiceParameter | PoolParameter):
            return Choice(id=one.name)
        usual = one.proposal or ("" if one.default is None else str(one.default))
        proposed = self.pinned.proposed.get(one.name, usual)
        whole = isinstance(one, IntegerParameter)
        kind: Literal["integer", "text"] = "integer" if whole else "text"
        return Field(proposed, type=kind, id=one.name)

    def _chosen_from(self) -> Iterator[tuple[Parameter[Any], tuple[str, ...]]]:
        for one in self.parameters:
            if isinstance(one, ChoiceParameter):
                yield one, one.choices
            elif isinstance(one, PoolParameter):
                yield one, self.pinned.spec.pools(self.vigie.session.policy)

    def _value(self, one: Parameter[Any]) -> Any:  # noqa: ANN401 - each parameter's own
        """What a field says; None where it says nothing. Raises UsageError."""
        if isinstance(one, DatacentersParameter):
            codes = tuple(place.code for place in self.vigie.session.policy.datacenters)
            ticked = tuple(code for code in codes if self.ticked(f"in-{code}"))
            if codes and not ticked:
                raise UsageError(notice("tui.form.no_datacenter"))
            return None if ticked == codes else ticked
        if isinstance(one, FlagParameter):
            return self.ticked(one.name) or (None if one.either else False)
        for known, words in self._chosen_from():
            if known is one:
                return words[self.query_one(f"#{one.name}", Choice).at]
        written = self.value(one.name)
        return one.read(written) if written else None

    def _said(self, what: Notice) -> str:
        """What is wrong, with the fields' labels in place of the command line's spelling."""
        labels = {one.spelling: self.text(one.label_key) for one in self.parameters}
        values = {key: labels.get(str(value), value) for key, value in what.values.items()}
        return self.vigie.scene().say(replace(what, values=values))


def _asked(spec: VerbSpec) -> tuple[Parameter[Any], ...]:
    """A verb's parameters, but of those that exclude each other only the first: one question."""
    others = {name for rule in spec.rules if rule.most == 1 for name in rule.names[1:]}
    return tuple(one for one in spec.parameters if one.name not in others)


def _must(spec: VerbSpec, one: Parameter[Any]) -> bool:
    """Say whether a field has to be filled in; a pool is always chosen."""
    if isinstance(one, PoolParameter):
        return False
    ruled = any(one.name == rule.names[0] for rule in spec.rules if rule.least and rule.most == 1)
    return one.required or ruled
