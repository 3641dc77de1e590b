"""A burst whose worker is killed while nothing but the console is open."""

import os
import signal
from pathlib import Path

from console_keys import at_rest, awaken, burst, in_service, under_way
from served import VIGIE, served
from terminal import terminal

RED = "No worker runs"


def test_the_console_says_that_nobody_works_and_why_and_has_somebody_work_as_soon_as_it_can(
    tmp_path: Path,
) -> None:
    with served(tmp_path, speed=15.0) as estate:
        command = [*VIGIE, "--settings", str(estate.settings)]
        with terminal(command, columns=80, rows=24, env=estate.environment()) as seen:
            awaken(seen)
            burst(seen)
            seen.wait_for(under_way)
            (first,) = [w for w in estate.vigie("worker", "status").json["workers"] if w["alive"]]
            (output,) = tmp_path.rglob("worker.out")
            output.unlink()
            output.mkdir()  # where its output goes there is no file to be made: none can start
            os.kill(first["pid"], signal.SIGKILL)
            seen.wait_for(RED)
            for screen in "2345":
                seen.press_until(screen, rf"(?s){RED}.*Is a directory.*\b{screen} [A-Z]")
            status = estate.vigie("status").json["unattended"]
            assert status["code"] == "worker.none"
            assert status["why"]["code"] == "worker.not_started"
            (live,) = estate.vigie("operations").json["operations"]
            shown = estate.vigie("operations", "show", live["id"])
            assert shown.json["unattended"]["why"] == status["why"]
            seen.press("1")
            output.rmdir()
            seen.wait_for(lambda text: RED not in text)
            seen.wait_for(lambda text: in_service(text) == 300 and at_rest(text))
            seen.press("q")
            assert seen.wait(60) == 0
        assert len(estate.instance_ids()) == 300
        workers = estate.vigie("worker", "status").json["workers"]
        assert all(worker["pid"] != first["pid"] for worker in workers if worker["alive"])
