"""What is said on a narrow terminal: nothing wider than it, and nothing cut that counts."""

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.cli.answer import quote, say
from console.cli.table import table
from console.cli.width import columns, wrapped
from console.locale import Locale

EN = Locale("en", ZoneInfo("Europe/Paris"))
FR = Locale("fr", ZoneInfo("Europe/Paris"))
HEADS = ("name", "in_service", "draining", "id", "why")
ID = "a799445f-7a55-4f21-a601-96e82ab2fca5"
WHY = "The region answered that it has no room left for instances of this size"
ROWS = [
    ("api-rbx-k2cvv299-1-1", "120/120", "1,840", ID, WHY),
    ("api-gra-1", "24/120", "0", ID, ""),
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on(width: int, tell: Callable[[], str | None]) -> list[str]:
    """Lines of what it gives, or says, on a terminal so wide."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(Terminal()) as screen:
        patch.setenv("NO_COLOR", "1")
        patch.setenv("COLUMNS", str(width))
        return (tell() or screen.getvalue()).splitlines()


def drawn(locale: Locale = EN, gives: tuple[str, ...] = ("id", "draining")) -> str:
    return table(HEADS, ROWS, locale, figures=("draining",), gives=gives, texts=("why",))


def test_a_pipe_gets_every_column_on_one_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert drawn().splitlines() == [
        f"NAME                  IN SERVICE  DRAINING  {'ID':36}  WHY",
        f"api-rbx-k2cvv299-1-1  120/120        1,840  {ID}  {WHY}",
        f"api-gra-1             24/120             0  {ID}",
    ]
    say(WHY * 3)
    assert capsys.readouterr().out == f"{WHY * 3}\n"


def test_texts_break_between_words_before_any_column_leaves() -> None:
    assert on(120, drawn) == [
        f"NAME                  IN       DRAINING  {'ID':36}  WHY",
        f"{'':22}SERVICE",
        f"api-rbx-k2cvv299-1-1  120/120     1,840  {ID}  The region answered that it has no room",
        f"{'':79}left for instances of this size",
        f"api-gra-1             24/120          0  {ID}",
    ]


def test_columns_leave_in_their_order_and_are_named() -> None:
    lines = on(80, lambda: drawn(FR))
    assert lines[:2] == [
        "NOM                   EN            EN  RAISON",
        "                      SERVICE  RETRAIT",
    ]
    assert lines[-1] == "Non affiché sur un terminal de cette largeur\u202f: ID."
    lines = on(54, drawn)
    assert lines[0] == "NAME                  IN       WHY"
    assert lines[-1] == "Not shown on a terminal of this width: DRAINING, ID."


def test_heads_break_before_figures_leave() -> None:
    heads, rows = ("pool", "in_service", "sick"), [("api", "24/120", 0)]
    said = partial(table, heads, rows, EN, gives=("in_service",))
    assert on(19, said) == ["POOL  IN       SICK", "      SERVICE", "api   24/120      0"]
    assert on(22, said) == ["POOL  IN SERVICE  SICK", "api   24/120         0"]


def test_what_says_nothing_leaves_first_and_unknown_is_not_nothing() -> None:
    heads, gives = ("name", "out", "ready", "draining"), ("out", "ready", "draining")
    said = partial(table, heads, [("api", "–", "3", "0")], EN, gives=gives)
    assert on(24, said)[:2] == ["NAME  OUT  WARMING UP", "api   –    3"]
    assert on(24, partial(table, heads, [("api", "–", "3", "")], EN)) == [
        "NAME  OUT  WARMING UP",
        "api   –    3",
    ]


def test_the_terminal_is_asked_and_a_pipe_has_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "47")
    assert columns(Terminal()) == 47
    assert columns(io.StringIO()) is None


def test_sentences_fold_below_where_they_began() -> None:
    assert on(30, lambda: say(f"▲ {WHY}"))[:2] == [
        "▲ The region answered that it",
        "  has no room left for",
    ]
    assert on(30, lambda: say("14:05:50  30 instances asked for in Gravelines")) == [
        "14:05:50  30 instances asked",
        "          for in Gravelines",
    ]


def test_a_command_stands_whole_on_a_line_of_its_own() -> None:
    command = "vigie burst api --to 330 --reason 'a long evening of results'"
    assert on(50, lambda: say(f"    ▸ Ask for the ceiling of 330: {command}")) == [
        "    ▸ Ask for the ceiling of 330:",
        f"      {command}",
    ]


def test_what_is_copied_is_never_folded() -> None:
    assert on(30, lambda: quote(WHY)) == [WHY]


def test_figures_and_what_is_quoted_stay_together() -> None:
    said = "Follow it for 38 min 05 s with “vigie operations show x”, or not"
    assert wrapped(said, 30) == [
        "Follow it for 38 min 05 s with",
        "“vigie operations show x”, or",
        "not",
    ]


@given(st.text(st.sampled_from("ab1 “”%é\u202f"), max_size=60), st.integers(1, 40))
def test_no_letter_is_lost_and_no_word_broken(text: str, width: int) -> None:
    lines = wrapped(text, width)
    words = [word for word in text.split(" ") if word]
    assert [word for line in lines for word in line.split(" ") if word] == words
