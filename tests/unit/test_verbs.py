"""A verb is one declaration; what is made of it is checked here once for all verbs."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import click
import pytest
from modelled import AUTHOR, POLICY

from console.cli.command import command
from console.cli.entry import vigie
from console.cli.tree import sections
from console.kinds import registry
from console.kinds.instances.verbs import BURST, HOURS, SCALE, TO
from console.kinds.machines.verbs import MEMORY, VM_RESIZE
from console.kinds.parameter import (
    ChoiceParameter,
    FlagParameter,
    IntegerParameter,
    Parameter,
    TextParameter,
)
from console.kinds.supplies.verbs import COUNT, DATASTORE_ADD, HOST_ADD, SIZE
from console.kinds.verb import Danger, Target, VerbSpec
from console.model.error import UsageError
from console.model.policy import PrivatePolicy
from console.model.verb import Verb
from console.tui.actions import actions
from console.tui.keymap import resolve

VERBS = registry.verbs()
INFINITE = Decimal("inf")
HYBRID = replace(POLICY, private=PrivatePolicy("RBX"))


def commands(group: click.Command, *above: str) -> Iterator[tuple[str, ...]]:
    if not isinstance(group, click.Group):
        yield above
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        below = group.get_command(context, name)
        assert below is not None
        yield from commands(below, *above, name)


def options(group: click.Group) -> set[tuple[str, ...]]:
    """Each command of one word with each of its options, as a verb may be asked for."""
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {
        (name, opt)
        for name, below in found.items()
        if below is not None
        for one in below.params
        for opt in one.opts
    }


def test_no_two_verbs_share_an_id_a_key_an_action_or_a_command() -> None:
    for of in (
        lambda one: one.id,
        lambda one: one.key,
        lambda one: one.action,
        lambda one: one.command,
    ):
        assert len({of(one) for one in VERBS}) == len(VERBS)


def test_every_verb_has_its_key_and_its_command() -> None:
    keymap = resolve({})
    there = set(commands(vigie))
    for one in VERBS:
        assert keymap.keys[one.action] == (one.key,)
        assert one.command in there | options(vigie)
    assert keymap.problems == ()


def test_the_console_lists_the_verbs_first_and_in_their_order() -> None:
    assert [action.verb for action in actions()][: len(VERBS)] == list(VERBS)
    assert not [one for one in actions()[len(VERBS) :] if one.danger is not Danger.NONE]


def test_the_command_line_lists_every_first_word_once() -> None:
    listed = [name for part in sections().values() for name in part]
    assert len(listed) == len({*listed})
    assert {one.command[0] for one in VERBS} <= {*listed}
    assert all(part for part in sections().values())


@pytest.mark.parametrize("spec", VERBS, ids=lambda one: one.id)
def test_a_verb_is_about_a_resource_or_about_an_operation(spec: VerbSpec) -> None:
    assert (spec.resource is None) == (spec.target is not None)
    assert spec.danger is not Danger.NONE
    assert spec.resource is None or spec.resource in registry.homes()


@pytest.mark.parametrize("spec", [one for one in VERBS if one.target is not Target.LIVE])
def test_a_command_has_an_option_for_each_parameter_and_their_help(spec: VerbSpec) -> None:
    made = command(spec)
    by_name = {one.name: one for one in made.params}
    for one in spec.parameters:
        option = by_name[one.name]
        if isinstance(option, click.Option):
            assert option.help
            assert one.spelling in option.opts
            assert option.required == one.required
    acting = {"dry_run", "yes", "wait", "reason"}
    acting |= {"overload"} if spec.sheds else set()
    told = {"output", "settings_path", "overrides", "read_only"}
    assert by_name.keys() == {one.name for one in spec.parameters} | acting | told


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (TO, " 300 ", 300),
        (HOURS, "1,5", Decimal("1.5")),
        (SIZE, "3TB", 3 * 10**12),
        (MEMORY, "128GB", 128 * 2**30),
        (FlagParameter(name="x"), "yes", True),
        (FlagParameter(name="x"), "False", False),
        (TextParameter(name="x"), " a b ", "a b"),
        (ChoiceParameter(name="x", choices=("red", "blue")), "blue", "blue"),
    ],
)
def test_what_a_person_wrote_is_read(parameter: Parameter[Any], text: str, value: object) -> None:
    read = parameter.read(text)
    assert read == value
    assert type(read) is type(value)
    assert parameter.fault(read) is None


@pytest.mark.parametrize(
    ("parameter", "text", "code"),
    [
        (TO, "many", "parameter.not_whole"),
        (TO, "-1", "parameter.too_small"),
        (COUNT, "0", "parameter.too_small"),
        (IntegerParameter(name="x", maximum=3), "4", "parameter.too_large"),
        (HOURS, "0", "parameter.no_hours"),
        (HOURS, "NaN", "parameter.no_hours"),
        (HOURS, "soon", "parameter.no_hours"),
        (SIZE, "3", "size.unreadable"),
        (FlagParameter(name="x"), "perhaps", "parameter.not_flag"),
        (TextParameter(name="x"), "  ", "parameter.no_text"),
        (ChoiceParameter(name="x", choices=("red",)), "blue", "parameter.no_choice"),
    ],
)
def test_what_cannot_be_meant_is_said(parameter: Parameter[Any], text: str, code: str) -> None:
    with pytest.raises(UsageError) as wrong:
        parameter.read(text)
    assert wrong.value.notice.code == code


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (TO, True), (TO, "3"), (TO, 3.0), (SIZE, 0), (SIZE, -1), (HOURS, 4), (HOURS, INFINITE),
        (FlagParameter(name="x"), 1), (TextParameter(name="x"), ""), (TextParameter(name="x"), 1),
    ],
)  # fmt: skip
def test_a_value_of_another_sort_is_a_fault(parameter: Parameter[Any], value: object) -> None:
    assert parameter.fault(value) is not None


@pytest.mark.parametrize(
    ("verb", "asked", "code"),
    [
        (BURST, {"pool": "api", "to": 1, "by": 1}, "cli.to_or_by"),
        (SCALE, {"pool": "api"}, "cli.to_or_by"),
        (SCALE, {"pool": "web", "to": 1}, "cli.pool_unknown"),
        (SCALE, {"pool": "api", "to": -1}, "parameter.too_small"),
        (SCALE, {"pool": "api", "to": 1, "colour": "red"}, "parameter.unknown"),
        (DATASTORE_ADD, {"count": 1}, "cli.size_or_offer"),
        (HOST_ADD, {"count": 0}, "parameter.too_small"),
        (VM_RESIZE, {"machine": "db-1"}, "cli.vcpus_or_memory"),
        (VM_RESIZE, {"vcpus": 2}, "parameter.missing"),
    ],
)
def test_values_that_make_no_request_are_refused(
    verb: Verb, asked: dict[str, object], code: str
) -> None:
    with pytest.raises(UsageError) as wrong:
        registry.spec(verb).settled(asked, HYBRID)
    assert wrong.value.notice.code == code


def test_a_burst_without_a_size_goes_to_the_burst_size() -> None:
    spec = registry.spec(BURST)
    settled = spec.settled({"pool": "api", "to": None}, POLICY)
    request = spec.request(AUTHOR, settled, reason="peak")
    assert TO.of(request) == 300
    assert (request.pool, request.reason, request.verb) == ("api", "peak", BURST)


def test_what_an_operation_would_hold_is_said_by_its_verb() -> None:
    for verb, asked, held in (
        (BURST, {"pool": "api"}, "api"),
        (DATASTORE_ADD, {"count": 2}, "datastores"),
        (HOST_ADD, {}, "hosts"),
        (VM_RESIZE, {"machine": "db-1"}, "db-1"),
    ):
        spec = registry.spec(verb)
        assert spec.held(spec.request(AUTHOR, asked), HYBRID) == held
