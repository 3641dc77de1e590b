"""Every word that is said under a name made at run time is there, in both languages."""

import ast
import re
from collections.abc import Iterable
from datetime import UTC
from functools import cache
from pathlib import Path

import pytest

import console
from console.cli.doctor import SUBJECTS
from console.desk.targets import LACKS
from console.desk.ticketed import QUOTAS
from console.kinds import registry
from console.kinds.screen import ScreenName
from console.locale import TERMS, Language, Locale, catalogue
from console.model.freeze import PARTS as SUSPENDED
from console.model.freeze import Scope
from console.model.instance import InstanceCondition
from console.model.leftover import LeftoverSort
from console.model.letter import Arrival
from console.model.notice import notice
from console.model.operation import OperationState, Phase
from console.model.past import ChartSpan
from console.model.plan import Origin
from console.model.private import Maintenance, Power, Right, TaskState
from console.model.supply import Billing
from console.model.target import TargetState
from console.model.verdict import VerdictState
from console.providers.causes import Why
from console.settings.secrets import SecretPlace
from console.tui.actions import OWN, actions
from console.tui.dialogs.help import FIXED
from console.tui.view import hosts, instances, machines, operations, plan, storage

ROOT = Path(console.__file__).parent
START = re.compile(r"[a-z_]+\.[\w.]*$")
LANGUAGES = ("en", "fr")


@cache
def trees() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in ROOT.rglob("*.py")
        if not {"migrations", "providers", "rehearsal"} & set(path.relative_to(ROOT).parts)
    }


def made_keys() -> dict[str, set[str]]:
    """What the keys that are made at run time begin with, and where they are said."""
    found: dict[str, set[str]] = {}
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if called not in {"text", "notice", "Notice"} or not isinstance(first, ast.JoinedStr):
                continue
            start = first.values[0]
            if isinstance(start, ast.Constant) and START.match(str(start.value)):
                found.setdefault(str(start.value), set()).add(name)
    return found


def given_words(scope: ast.AST) -> set[str]:
    """The names that are given an enumeration's word in a function."""
    return {
        node.targets[0].id
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if any(isinstance(one, ast.Attribute) and one.attr == "value" for one in ast.walk(node))
    }


def takes_a_word(value: ast.expr, given: set[str]) -> bool:
    """Say whether an enumeration's word gets into a value, also by a name that is given it."""
    return any(
        (isinstance(one, ast.Attribute) and one.attr == "value")
        or (isinstance(one, ast.Name) and one.id in given)
        for one in ast.walk(value)
    )


def words_in_notices() -> dict[str, set[str]]:
    """The names of values of notices that are an enumeration's word, and where they are given."""
    found: dict[str, set[str]] = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = str(path.relative_to(ROOT))
        for scope in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(scope, ast.FunctionDef):
                continue
            given = given_words(scope)
            for node in ast.walk(scope):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "notice":
                    for keyword in node.keywords:
                        if keyword.arg and takes_a_word(keyword.value, given):
                            found.setdefault(keyword.arg, set()).add(name)
    return found


def heads() -> set[str]:
    """The column heads of the command line's tables."""
    return {
        str(item.value)
        for name, tree in trees().items()
        if name.startswith("cli/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "heads"
        for item in ast.walk(node.value)
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    }


def columns() -> set[str]:
    tables = (hosts, instances, machines, operations, storage)
    names = {column.name for table in tables for column in table.COLUMNS} | {"name"}
    return {name for name in names if not name.endswith("bar")}


def details() -> set[str]:
    """The names in a detail pane: the first of a pair whose second is worked out."""
    return {
        str(node.elts[0].value)
        for name, tree in trees().items()
        if Path(name).name in DETAILED and name.startswith("tui/view/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Tuple) and len(node.elts) == 2
        if isinstance(node.elts[0], ast.Constant) and str(node.elts[0].value).isidentifier()
        if not isinstance(node.elts[1], ast.Constant)
        if getattr(getattr(node.elts[1], "value", None), "id", "") != "Role"
    }


DETAILED = {"datastore.py", "hosts.py", "instances.py", "machines.py", "operations.py"}
PARTS = ("flavor", "image", "network", "security_group", "server_group")
NAMED = ("key", "zone", "volume_type")
VERDICTS = (*VerdictState, "p95", "errors", "p95_unknown", "errors_unknown")
DOMAINS: dict[str, Iterable[str]] = {
    "verdict.": VERDICTS,
    "action.": [action.id for action in OWN] + [f"{action.id}.help" for action in OWN],
    "cli.head.": heads(),
    "cli.store.": list(SecretPlace),
    "detail.left_": list(LeftoverSort),
    "doctor.offers_": ("datastore", "host"),
    "doctor.section_": list(SUBJECTS),
    "guard.many_": PARTS,
    "guard.missing_": (*PARTS, *NAMED),
    "guard.short_": ("volumes", "gigabytes"),
    "guard.instances_": ("stale", "unknown"),
    "guard.metrics_": ("stale", "unknown"),
    "guard.private_": ("stale", "unknown"),
    "metrics.figure.": ("connections", "cpu", "errors", "health", "p95", "requests"),
    "notification.": list(Arrival),
    "remedy.do.": ("adopt", "burst", "heal", "host-add", "rollback", "vm-resize", "vm-start"),
    "guard.right_": [right.value for right in Right],
    "tui.billing.": [*Billing, "unknown"],
    "tui.column.": columns(),
    "condition.": list(InstanceCondition),
    "month.": [str(month) for month in range(1, 13)],
    "tui.detail.": details(),
    "tui.environment.": ("production", "staging", "rehearsal"),
    "tui.freeze.scope.": list(Scope),
    "tui.help.": [*FIXED, *(f"{name}.keys" for name in FIXED)],
    "tui.host.": ("connected", "disconnected", "maintenance"),
    "origin.": list(Origin),
    "phase.": list(Phase),
    "phases.": list(Phase),
    "tui.plan.": plan.HEADS,
    "tui.power.": list(Power),
    "tui.reference.": ("key", "action", "id", "where", "about"),
    "span.": list(ChartSpan),
    "state.": list(OperationState),
    "tui.store.maintenance.": [one for one in Maintenance if one is not Maintenance.NORMAL],
    "tui.task.": list(TaskState),
    "target.lacks.": LACKS,
    "ticket.quota.": QUOTAS,
    "target.state.": list(TargetState),
    "weekday.": [str(day) for day in range(7)],
}
"""How a key begins → every end that it can have."""


def test_whoever_makes_keys_says_here_which_they_can_be() -> None:
    unknown = {start: places for start, places in made_keys().items() if start not in DOMAINS}
    assert not unknown, "name their ends in DOMAINS"
    assert not DOMAINS.keys() - made_keys().keys(), "nobody makes these any more"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("start", DOMAINS)
def test_every_word_that_can_be_asked_for_is_there(start: str, language: str) -> None:
    known = catalogue(language)  # type: ignore[arg-type]
    assert {f"{start}{end}" for end in DOMAINS[start]} - known.keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verb_and_parameter_has_its_words(language: str) -> None:
    known = catalogue(language)  # type: ignore[arg-type]
    wanted = {key for spec in registry.verbs() for key in spec.text_keys}
    for spec in registry.verbs():
        for one in spec.parameters:
            wanted |= {one.label_key, one.help_key}
        wanted |= {rule.why for rule in spec.rules}
    wanted |= {f"resource.{resource}" for resource in registry.homes()}
    wanted |= {key for action in actions() for key in (action.title_key, action.help_key)}
    assert wanted - known.keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_in_which_a_source_is_not_reached_has_its_sentence(language: str) -> None:
    known = catalogue(language)  # type: ignore[arg-type]
    assert {f"outage.{why}" for why in Why} - known.keys() == set()


def test_screens_are_named_by_their_actions() -> None:
    assert {f"action.{name}.open" for name in ScreenName} <= catalogue("en").keys()


OURS: dict[str, Iterable[str]] = {
    "operation_state": OperationState,
    "phases": Phase,
    "power": Power,
    "billing": Billing,
    "suspended": SUSPENDED,
    "rights": Right,
}
"""By the name of a value that is a word of our own: every word that it may be."""
AS_IT_IS = {
    "action": "a key of the settings",
    "connections": "a figure's number",
    "kind": "a product's name",
    "percent": "a figure's number",
    "scope": "what is typed after --only",
    "state": "what a source calls it",
    "status": "what OpenStack or HTTP calls it",
}
"""Values that are the same in every language, and why."""


def test_a_word_of_our_own_in_a_notice_is_named_so_that_it_is_translated() -> None:
    found = words_in_notices()
    unknown = {name: where for name, where in found.items() if name not in {*TERMS, *AS_IT_IS}}
    assert not unknown, "name the value in TERMS or, where it is somebody else's, in AS_IT_IS"
    assert TERMS.keys() == OURS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TERMS)
def test_every_word_of_our_own_is_there(name: str, language: Language) -> None:
    known = catalogue(language)
    assert {f"{TERMS[name]}.{word}" for word in OURS[name]} - known.keys() == set()


def test_words_of_our_own_are_told_in_the_readers_language() -> None:
    french, english = (Locale(one, UTC) for one in ("fr", "en"))
    held = notice("guard.target_stopping", operation="a", n=15, phases="building 12, releasing 3")
    assert french.notice(held).endswith(": en création 12, en libération 3.")
    assert english.notice(held).endswith(": building 12, releasing 3.")
    over = notice("operation.not_live", operation="a", operation_state="rolled_back")
    assert "(annulée)" in french.notice(over)
    assert "(rolled back)" in english.notice(over)
    theirs = notice("operation.not_live", operation="a", operation_state="somebody's own")
    assert "(somebody's own)" in french.notice(theirs)


FILE = frozenset({"settings.not_found", "help.settings.path", "help.settings.schema"})
OF_VCENTER = frozenset({"guard.machine_lost", "guard.member_lost", "doctor.ha_unknown"})
COLUMN = "condition.out_of_service"
OTHERWISE: tuple[tuple[str, str, str, frozenset[str]], ...] = (
    ("fr", r"\bconfiguration\b", "réglages", FILE | OF_VCENTER | {"help.settings_file"}),
    ("fr", r"(?<!vigie )(?<!vigie-)\bworkers?\b", "exécuteur", frozenset()),
    ("fr", r"\bbuckets?\b", "compartiment", frozenset()),
    ("fr", r"\bload.balancers?\b", "répartiteur", frozenset()),
    ("fr", r"(?<!vigie )\brollback\b", "retour arrière", frozenset()),
    ("fr", r"\bflavors?\b", "gabarit", frozenset()),
)
"""A language, another word for one thing, the word for it, and where it is another thing."""


@pytest.mark.parametrize(("language", "other", "word", "meant"), OTHERWISE)
def test_one_thing_has_one_word(
    language: str, other: str, word: str, meant: frozenset[str]
) -> None:
    known = catalogue(language)  # type: ignore[arg-type]
    prose = {key: re.sub(r"\{[^}]*\}|--[\w-]+|\w+\.….\w+", "", text) for key, text in known.items()}
    found = {key for key, text in prose.items() if re.search(other, text, re.IGNORECASE)}
    assert found <= meant, f"say {word}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proposal_to_heal_has_no_word_for_a_state_that_the_instances_column_says_otherwise(
    language: str,
) -> None:
    known = catalogue(language)  # type: ignore[arg-type]
    judged = {"en": "sick", "fr": "malade"}[language]
    assert judged not in known[COLUMN]
    assert all(judged not in known[key] for key in ("proposal.heal", "proposal.heal_auto"))
