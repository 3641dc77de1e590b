"""The worker process: it holds the write credentials and runs the operations.

Several may run, on several machines: each operation is held by one of them, and
the live ones take over what a dead one held.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from console.kinds.registry import actuators
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.model.error import VigieError
from console.model.keep import FOREVER, Keep
from console.model.policy import Policy
from console.operations.journal.bell import Bell, hang
from console.operations.journal.database import sqlite_file
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import (
    Lock,
    lock_path,
    new_executor,
    take_lock,
)
from console.operations.journal.remains import engine_file
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler
from console.operations.passes.signs import Signs, grace_s
from console.operations.service.notification import tell
from console.operations.service.serving import open_service
from console.operations.worker.engine import Engine
from console.operations.worker.herald import Herald
from console.operations.worker.logs import log_to
from console.operations.worker.starts import Starts
from console.operations.worker.tuning import tuning_of
from console.ports import Clock, Keeper, Notifier
from console.settings.model import Settings
from console.settings.running import WorkerSettings
from console.signals import ENDING, Ending

JANITOR_S = 1.0
THOROUGH_S = 10.0
"""How often it is looked for work that no bell told of."""

TIDY_S = 60.0
COLLECT_EVERY = timedelta(hours=1)
ARCHIVE_EVERY = timedelta(days=1)
BREATH_S = 0.2
BROKEN_S = 60.0
"""How long the engine's own database may fail before the worker gives up: another may work."""

LEAVE_WITHIN_S = 20.0
"""How long passes under way may take to their end; a call in flight is adopted later."""

END_WITHIN_S = 28.0
"""After so long the kernel ends a worker that was asked to leave."""

BEREFT_LEAVE_WITHIN_S = 2.0
MAIN = "the main thread"

log = logging.getLogger(__name__)


class Worker:
    """Heartbeat, dispatch, takeover. `detached` ones leave when there is nothing to do."""

    def __init__(
        self,
        *,
        ledger: SqlLedger,
        systems: Systems,
        clock: Clock,
        policy: Policy,
        settings: WorkerSettings,
        tuning: Tuning,
        detached: bool = False,
        ending: Ending | None = None,
        keep: Keep = FOREVER,
        give_up: Callable[[threading.Event], None] = lambda _over: None,
        kept: Callable[[], bool] = lambda: False,
    ) -> None:
        """`give_up` ends a process whose main thread may be stuck as well; it gets its end.

        `kept` says whether it is to stay although nothing is live.
        """
        self._kept = kept
        self._ending = ending or Ending()
        self._ledger = ledger
        self._settings = settings
        self._detached = detached
        self._keep = keep
        kinds = actuators()
        systems = replace(systems, targets=ledger)
        ledger.grace_s = grace_s(settings.heartbeat_s, tuning.longest_call_s)
        self._signs = Signs(ledger, settings.heartbeat_s, ledger.grace_s)
        passes = Reconciler(
            ledger,
            systems,
            kinds,
            clock=clock,
            policy=policy,
            tuning=tuning,
            leaving=self._ending.asked,
            sign=self._signs.give,
        )
        conclusion = Conclusion(ledger, policy, kinds, systems)
        self._engine = Engine(ledger, passes, conclusion, self._signs)
        self._lock: Lock | None = None
        self._belongings: dict[Path, tuple[int, int] | None] = {}
        self._bereft = self._failed = self._stuck = False
        self._broken_since: float | None = None
        self._over = threading.Event()
        self._give_up = give_up
        self.executor = new_executor()

    def start(self) -> None:
        """Take the lock, open the engine, and register. Raises VigieError.

        In that order: nobody is told of a worker whose engine does not run.
        """
        self._lock = take_lock(lock_path(self._ledger.state_dir, self.executor))
        self._ledger.executor = self.executor
        self._engine.launch(self.executor)
        try:
            self._ledger.register(self.executor, os.getpid())
        except BaseException:
            self._engine.close()
            raise
        self._belongings = {path: identity(path) for path in self._files()}
        for work in (self._beat, self._tidy):
            threading.Thread(target=work, name=work.__name__, daemon=True).start()
        log.info("worker %s started", self.executor)

    def work(self) -> None:
        """Dispatch and take over until asked to leave, idle for long, or without a journal.

        While nothing is live it only listens for the bell, and looks at its files.
        """
        bell = hang(self._ledger.url)
        with self._signs.of(MAIN):
            self._work(bell)
        self._over.set()
        bell.close()
        log.info("worker %s leaves", self.executor)

    def _work(self, bell: Bell) -> None:
        busy_at = time.monotonic()
        looked_at = thorough_at = float("-inf")
        live = True
        while not self._ending.wait_for(bell.descriptors(), bell.pause_s):
            self._signs.here(MAIN)
            rung, now = bell.rung(), time.monotonic()
            if rung:
                live = True
                self._quietly(self._dispatch)
            if now - looked_at < JANITOR_S:
                continue
            looked_at = now
            tell("WATCHDOG=1")
            if self._lost():
                break
            if live or now - thorough_at >= THOROUGH_S:
                thorough_at = now
                self._quietly(self._expire)
                self._quietly(self._take_over)
                live = self._quietly(self._go_on) is not False
            if live:
                busy_at = now
            elif self._detached and now - busy_at > self._settings.idle_exit_s:
                if self._quietly(self._kept) is not False:
                    busy_at = now  # a pool is to be seen to, or nobody can tell
                    continue
                self._ledger.leave()
                if not self._ledger.busy():
                    break
                # Somebody was accepted in the same moment: stay.
                self._ledger.register(self.executor, os.getpid())
                busy_at = now

    def ask_to_leave(self) -> None:
        """Finish the passes under way, then leave."""
        self._ending.ask()

    def leave(self) -> None:
        """Wait for the passes under way and give everything held to the others."""
        self._ending.ask()
        lame = self._bereft or self._stuck
        self._engine.gate.close(BEREFT_LEAVE_WITHIN_S if lame else LEAVE_WITHIN_S)
        if not self._bereft:
            self._quietly(self._ledger.leave)
        if self._lock is not None:
            self._lock.path.unlink(missing_ok=True)
            self._lock.release()
            self._lock = None

    @property
    def bereft(self) -> bool:
        """Say whether its files or its engine were taken away, or it stood still."""
        return self._bereft or self._failed or self._stuck

    def close(self) -> None:
        """Stop the engine's threads. A process that ends need not."""
        self._engine.close()

    def _files(self) -> list[Path]:
        """What this worker cannot do without: its lock, a journal and records that are files."""
        lock = lock_path(self._ledger.state_dir, self.executor)
        file = sqlite_file(self._ledger.url)
        return [lock] if file is None else [lock, file, engine_file(file)]

    def _lost(self) -> bool:
        """Say whether this worker can do nothing any more: let others, and say why in the log."""
        missing = self._missing()
        if missing is not None:
            log.error("%s was removed or replaced: this worker ends itself", missing)
            file = sqlite_file(self._ledger.url)
            # The journal is the truth: without the engine's records all can still be handed on.
            self._failed = file is not None and missing == engine_file(file)
            self._bereft = not self._failed
            return True
        since = self._broken_since
        self._failed = since is not None and time.monotonic() - since > BROKEN_S
        if self._failed:
            log.error("the engine has failed for %.0f s", BROKEN_S)
        return self._failed

    def _missing(self) -> Path | None:
        """The first of its files that is gone, or is another one than at the start."""
        for path, known in self._belongings.items():
            found = identity(path)
            if found is None or found != known:
                return path
        return None

    def _beat(self) -> None:
        """Say that this process lives, while its threads do work; else see to its end."""
        while not self._ending.wait(self._settings.heartbeat_s):
            stuck = self._signs.stuck()
            if stuck is not None:
                log.critical("%s has stood still for %.0f s: this worker ends itself", *stuck)
                self._stuck = True
                self._ending.ask()
                self._give_up(self._over)
                return
            self._quietly(self._ledger.beat)

    def _tidy(self) -> None:
        """What is due once in a while, in small pieces; one worker of all does it."""
        while not self._ending.wait(TIDY_S):
            self._quietly(self._collect)
            self._quietly(self._archive)

    def _collect(self) -> None:
        if not self._ledger.take_chore("engine", COLLECT_EVERY):
            return
        while self._engine.upkeep.collect() and not self._ending.wait(BREATH_S):
            pass

    def _archive(self) -> None:
        if not self._ledger.take_chore("archive", ARCHIVE_EVERY):
            return
        moved = 0
        for family in self._ledger.archive.sweep(self._keep):
            moved += len(family.operations)
            if self._ending.wait(BREATH_S):
                break
        if moved:
            log.info("%d operations archived", moved)

    def _dispatch(self) -> None:
        for operation_id in self._ledger.unclaimed():
            if self._ledger.dispatch(operation_id):
                log.info("operation %s begins", operation_id)
                self._engine.start(operation_id)

    def _take_over(self) -> None:
        for orphan in self._ledger.orphans():
            if self._ledger.take_over(orphan):
                log.warning("%s of dead worker %s taken over", orphan.workflow_id, orphan.executor)
                self._engine.upkeep.resume(orphan)

    def _expire(self) -> None:
        """Have what nobody approved in time end, unbegun."""
        for operation_id in self._ledger.expire():
            log.info("%s was not approved in time", operation_id)

    def _go_on(self) -> bool:
        """See that all this worker has runs; say whether anything is live."""
        self._engine.upkeep.take_up(self._ledger.mine())
        return self._ledger.busy()

    def _quietly(self, work: Callable[[], bool | None]) -> bool | None:
        """A journal or an engine that fails for a while must not end the worker."""
        try:
            done = work()
        except VigieError as error:
            log.warning("journal: %s", error)
            return None
        except Exception:
            log.exception("engine")
            self._broken_since = self._broken_since or time.monotonic()
            return None
        if work == self._go_on:  # to have nothing to begin proves nothing
            self._broken_since = None
        return done


def run(
    settings: Settings,
    *,
    url: str,
    state_dir: Path,
    systems: Systems,
    clock: Clock,
    policy: Policy,
    detached: bool = False,
    notifier: Notifier | None = None,
    keeper: Keeper | None = None,
) -> NoReturn:
    """Be the worker process until a signal, or until idle for long when `detached`.

    While its `keeper` has pools to see to it does not leave for idleness.
    Ends the process itself: workflows that are left for another worker wait in
    threads that nothing else would end.
    """
    asked = Ending(bound_s=END_WITHIN_S)
    for number in ENDING:
        signal.signal(number, asked.handle)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    dead_after_s = settings.worker.dead_after_s
    ledger = SqlLedger(url, clock=clock, state_dir=state_dir, dead_after_s=dead_after_s)
    keep = Keep.days(settings.journal.keep_days, settings.journal.keep_undoable_days)
    worker = Worker(
        ledger=ledger,
        systems=systems,
        clock=clock,
        policy=policy,
        settings=settings.worker,
        tuning=tuning_of(settings),
        detached=detached,
        kept=keeper.wanted if keeper is not None else lambda: False,
        ending=asked,
        keep=keep,
        give_up=end_at_once,
    )
    log_to(state_dir, worker.executor)
    code = 0
    try:
        worker.start()
        service = open_service(
            settings.service,
            journal=ledger,
            systems=systems,
            policy=policy,
            keep=keep,
            executor=worker.executor,
        )
    except VigieError:
        log.exception("worker %s cannot start", worker.executor)
        raise
    try:
        if notifier is not None and settings.notifications is not None:
            named = settings.estate.name
            Herald(ledger, notifier, settings.notifications, named, asked).start()
        if keeper is not None:
            threading.Thread(
                target=keeper.keep, args=(ledger, asked.wait), name="keeper", daemon=True
            ).start()
        tell("READY=1")
        worker.work()
        tell("STOPPING=1")
        if service is not None:
            service.close()
        worker.leave()
        code = int(worker.bereft)
        if not code:
            Starts(state_dir).forget()
    except Exception:
        log.exception("worker %s failed", worker.executor)
        code = 1
    logging.shutdown()
    os._exit(code)


def end_at_once(over: threading.Event) -> None:
    """End the process with a failure, unless its main thread is on its way out."""
    if not over.wait(BEREFT_LEAVE_WITHIN_S):
        logging.shutdown()
        os._exit(1)


def identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file, None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
