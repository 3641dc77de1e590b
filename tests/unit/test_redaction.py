import base64
import html
import json
import logging
import re
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from console import redaction
from console.cli.answer import json_text
from console.cli.sheet import csv_lines
from console.locale import Locale
from console.model.notice import notice
from console.operations.journal.rows import decode_notice, encode_notice
from console.redaction import (
    HIDDEN,
    Discreet,
    hide,
    hide_json,
    known,
    known_for_now,
    known_in_environment,
    passwords_in,
)

CANARY = 'c4n@ry "of/the\\night'
WAYS = {
    "as it is": CANARY,
    "in JSON": json.dumps({"token": CANARY}),
    "in source": repr(f"{CANARY}'"),
    "in a URL": f"postgresql://vigie:{quote(CANARY, safe='')}@db/v",
    "in a path": f"https://host/{quote(CANARY)}",
    "in base64": base64.b64encode(CANARY.encode()).decode(),
    "in a header of basic authentication": base64.b64encode(f"me:{CANARY}".encode()).decode(),
    "in base64 of URLs": base64.urlsafe_b64encode(f"me+{CANARY}?".encode()).decode(),
    "in JSON within JSON": json.dumps(json.dumps({"body": json.dumps(CANARY)})),
    "in HTML": html.escape(CANARY),
    "in HTML, its numbers": CANARY.replace('"', "&#34;").replace("/", "&#x2F;"),
    "as bytes": repr(f"Bearer {CANARY}'".encode()),
    "its white space folded": CANARY.replace(" ", "\n   "),
    "in lower-case percents": quote(CANARY, safe="").lower(),
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS.keys())
def test_a_secret_is_hidden_however_it_is_written(text: str) -> None:
    known(CANARY)
    hidden = hide(f"before {text} after")
    assert HIDDEN in hidden
    assert "c4n" not in hidden.replace(HIDDEN, "")
    for run in re.findall(r"[\w+/-]{8,}", hidden.replace(HIDDEN, " ")):
        for at in range(4):
            part = run[at:][: (len(run) - at) // 4 * 4].translate({45: "+", 95: "/"})
            assert b"4n@" not in base64.b64decode(part)
    assert hidden.startswith("before ")
    assert hidden.endswith(" after")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", " "])
def test_a_stray_character_at_its_end_hides_no_less(end: str) -> None:
    known("s3cr3t-token" + end)
    for text in (repr("s3cr3t-token" + end), "s3cr3t-token", f"Bearer s3cr3t-token{end}"):
        assert "s3cr3t" not in hide(text)


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("pässwörd", "pÃ¤sswÃ¶rd"),
        ("pässwörd", r"p\xe4ssw\xf6rd"),
        ("pässwörd", r"p\xc3\xa4ssw\xc3\xb6rd"),
        ("pässwörd", r"p\u00e4ssw\u00F6rd"),
        ("pässwörd", "p%C3%A4ssw%c3%b6rd"),
        ("two\nlines", "two lines"),
        ("two\nlines", r"two\nlines"),
        ("esc\x1b[2Jape", "esc[2Jape"),
        ("100%25-sure", "100%-sure"),
    ],
)
def test_a_secret_of_other_letters_is_hidden(secret: str, said: str) -> None:
    known(secret)
    assert hide(f"<{said}>") == f"<{HIDDEN}>"


@pytest.mark.parametrize(
    ("url", "password"),
    [
        ("postgresql://vigie:canary@@:x/db", "canary"),
        ("//vigie:canary@@:x", "canary"),
        ("postgresql://vigie:ca/na?ry@db/journal", "ca/na?ry"),
        ("postgresql:vigie:canary@db", "canary"),
        ("postgresql://vigie@db/journal?sslmode=require&password=canary", "canary"),
        ("host=db password='canary' user=vigie", "canary"),
    ],
)
def test_a_password_is_found_in_a_url_that_cannot_be_parsed(url: str, password: str) -> None:
    assert password in passwords_in(url)


@pytest.mark.parametrize(
    "url",
    ["sqlite:////srv/a:b@c/journal.db", "http://[2001:db8::1]:9090/x@y:z", "https://h/p?u=a:b@c"],
)
def test_no_password_is_found_where_none_is(url: str) -> None:
    assert passwords_in(url) == ()


def test_nothing_is_hidden_of_what_nobody_keeps() -> None:
    known(None, "", "api")
    assert hide("pool api: 30 instances") == "pool api: 30 instances"


def test_of_tokens_that_pass_the_last_two_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_passing", {})
    for number in range(50):
        known_for_now("keystone", f"gAAAA-token-{number:02}")
    assert hide("gAAAA-token-49 gAAAA-token-48") == f"{HIDDEN} {HIDDEN}"
    assert sum(map(len, redaction._passing.values())) == 2


@pytest.mark.parametrize(
    ("name", "value", "canary"),
    [
        ("OS_PASSWORD", "os-pass-canary", "os-pass-canary"),
        ("OS_APPLICATION_CREDENTIAL_SECRET", "appcred-canary", "appcred-canary"),
        ("VIGIE_SECRET_JOURNAL", "journal-canary", "journal-canary"),
        ("https_proxy", "http://user:proxy-canary@proxy:3128", "proxy-canary"),
        ("HTTPS_PROXY", "http://user:bracket[canary@proxy:3128", "bracket[canary"),
    ],
)
def test_the_environment_tells_in_confidence(name: str, value: str, canary: str) -> None:
    known_in_environment({name: value})
    assert canary not in hide(f"ProxyError('Cannot connect to {value}')")


def test_a_log_record_is_discreet_in_message_arguments_and_trace() -> None:
    known("canary-of-the-log")
    error = ValueError("canary-of-the-log")
    trace = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", 40, "f", 1, "said %s", ("canary-of-the-log",), trace)
    assert "canary-of-the-log" not in Discreet("%(message)s").format(record)


def test_a_log_record_is_one_line_of_ours_whatever_was_said() -> None:
    said = ("api\x1b[2J\n2026-11-26 12:00:00,000 INFO console all is well",)
    record = logging.LogRecord("x", 40, "f", 1, "refused: %s", said, None)
    told = Discreet("%(levelname)s %(message)s").format(record)
    assert told == "ERROR refused: api 2026-11-26 12:00:00,000 INFO console all is well"
    error = ValueError("first\nERROR second")
    traced = logging.LogRecord("x", 40, "f", 1, "failed", (), (ValueError, error, None))
    lines = Discreet("%(levelname)s %(message)s").format(traced).split("\n")
    assert lines[0] == "ERROR failed"
    assert all(line.startswith("  ") for line in lines[1:])


def test_a_sentence_hides_what_a_source_sent_back() -> None:
    known("canary-in-a-fault")
    said = Locale("en", ZoneInfo("Europe/Paris")).notice(
        notice("journal.unreachable", reason="password canary-in-a-fault refused")
    )
    assert "canary" not in said


@pytest.mark.parametrize("password", ["prometheus", "values", "123456", "1.5}}]", "null}}"])
def test_a_document_stays_one_whatever_the_password_is(password: str) -> None:
    known(password)
    said = notice("prometheus.credentials", values="values", seconds=123456, reason=f"<{password}>")
    kept = encode_notice(said)
    assert password not in str(decode_notice(kept, None).values["reason"])
    assert decode_notice(kept, None).code == said.code
    assert decode_notice(kept, None).values["seconds"] == 123456
    assert json.loads(hide_json(json.dumps([{"a": [None, True, 1.5]}, password])))[0] == {
        "a": [None, True, 1.5]
    }
    assert set(json.loads(json_text({"values": 123456, "x": password}))) == {"values", "x"}
    assert list(csv_lines(["x"], [{"x": f"<{password}>"}])) == ["x\n", f"<{HIDDEN}>\n"]


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_knows_hides_nothing_in_the_next(turn: int) -> None:
    assert hide("another") == "another", turn
    known("another")
