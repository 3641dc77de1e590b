"""Types are learnt by one thread at a time: msgspec alone ends the process where two meet."""

import re
import subprocess
import sys
from pathlib import Path

from console.decoding import convert, decode, decoder

CONSOLE = Path(__file__).resolve().parents[2] / "console"
LEARNS = re.compile(
    r"msgspec\.(?:json\.Decoder\(|json\.decode\([^\n]*type=|toml\.decode\([^\n]*type=|convert\()"
)
PLAIN = {"settings/diagnosis.py", "settings/override.py"}
"""These convert to numbers and texts alone, of which nothing is learnt."""

MEETING = """
import sys, threading
import msgspec
from console.decoding import convert, decode
sys.setswitchinterval(1e-7)
body = b'{"x": [{"a": 1, "b": "q"}], "y": {"k": {"a": 2}}, "z": {"a": 3}}'
plain = msgspec.json.decode(body)
for _ in range(1500):
    inner = msgspec.defstruct("Inner", [("a", int), ("b", str | None, None)])
    outer = msgspec.defstruct(
        "Outer", [("x", list[inner]), ("y", dict[str, inner]), ("z", inner | None, None)]
    )
    together = threading.Barrier(6)
    def use(way):
        together.wait()
        way()
    ways = [lambda: decode(body, outer)] * 4 + [lambda: convert(plain, outer)] * 2
    threads = [threading.Thread(target=use, args=(way,)) for way in ways]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
print("all learnt")
"""


def test_threads_that_use_a_type_for_the_first_time_together_all_get_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEETING], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "all learnt\n"), done.stderr[-2000:]


def test_a_type_has_one_decoder() -> None:
    assert decoder(list[int]) is decoder(list[int])
    assert decode(b"[1]", list[int]) == convert((1,), list[int]) == [1]


def test_nobody_learns_types_elsewhere() -> None:
    found = {
        str(file.relative_to(CONSOLE))
        for file in CONSOLE.rglob("*.py")
        if LEARNS.search(file.read_text(encoding="utf-8"))
    }
    assert found - PLAIN == {"decoding.py"}
