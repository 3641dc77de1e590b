"""The process that serves a rehearsal on loopback, until it is told to end.

Every service shares one port, but vCenter, which has one of its own for TLS.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from console.model.error import UsageError
from console.model.notice import notice
from console.rehearsal import files
from console.rehearsal.app import RunningEstate, build
from console.rehearsal.connection import CuttableProtocol
from console.rehearsal.scenario import load
from console.signals import ENDING, Ending, ending

if TYPE_CHECKING:
    from console.rehearsal.vcenter.listener import Listener

HOST = "127.0.0.1"
PARENT_CHECK_S = 0.3
END_WITHIN_S = 10.0


class QuietServer(uvicorn.Server):
    """uvicorn, without its signal handlers: it would raise the signal again on its way out."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `serve`."""
        yield


def serve(
    *,
    scenario: str = "steady",
    speed: float | None = None,
    port: int = 0,
    ready_file: Path | None = None,
    state_dir: Path | None = None,
    parent_pid: int | None = None,
    public_url: str | None = None,
) -> None:
    """Serve a rehearsal on loopback; blocks until SIGTERM, SIGINT or the parent's end.

    `speed` None takes the scenario's own; `port` 0 takes a free one. The files
    call it `public_url`, where that is given, and go to `state_dir`, or to a
    temporary folder that is removed at the end.
    Raises UsageError for a scenario that is unknown or can't be read, a port that
    is taken, a folder that can't be written to.
    """
    chosen = load(scenario)
    if ready_file is not None:
        ready_file.unlink(missing_ok=True)
    listener = _listen(port)
    with (
        ending(*ENDING, signal.SIGHUP, bound_s=END_WITHIN_S) as asked,
        _folder(state_dir) as folder,
    ):
        estate = build(chosen, speed=speed, public_url=public_url)
        vcenter = _vcenter(estate)
        base = public_url or f"http://{HOST}:{listener.getsockname()[1]}"
        with _writing():
            ready = files.write_all(
                folder,
                base,
                estate.world.clock,
                estate.tokens,
                (vcenter.address, estate.world.private.accounts),
                make=chosen.pool,
                balancing=chosen.balancing,
                members=tuple(estate.world.cluster.members if estate.world.cluster else ()),
            )
        servings = _servings(estate, listener, vcenter)
        asyncio.run(_run(servings, ready, ready_file, parent_pid, asked))
    if ready_file is not None:
        ready_file.unlink(missing_ok=True)


def _vcenter(estate: RunningEstate) -> "Listener":
    """The estate's vCenter, bound to a port of its own."""
    from console.rehearsal.vcenter.listener import listen  # noqa: PLC0415 - it loads pyVmomi

    vcenter = listen(estate.front)
    estate.app.router.routes.extend(vcenter.routes())
    return vcenter


def _listen(port: int) -> socket.socket:
    # With the protocol named, asyncio sets TCP_NODELAY: without it a kept-alive call costs 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        taken = notice("rehearsal.port_taken", port=str(port), reason=error.strerror or str(error))
        raise UsageError(taken) from error
    listener.listen(512)
    return listener


@contextlib.contextmanager
def _folder(state_dir: Path | None) -> Iterator[Path]:
    if state_dir is not None:
        yield state_dir.absolute()
        return
    folder = Path(tempfile.mkdtemp(prefix="vigie-rehearsal-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        path, reason = str(error.filename), error.strerror or str(error)
        raise UsageError(notice("rehearsal.file_failed", path=path, reason=reason)) from error


def _servings(
    estate: RunningEstate, listener: socket.socket, vcenter: "Listener"
) -> dict[QuietServer, list[socket.socket]]:
    config = uvicorn.Config(
        estate.app,
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    return {QuietServer(config): [listener], QuietServer(vcenter.config): vcenter.sockets}


async def _run(
    servings: dict[QuietServer, list[socket.socket]],
    ready: files.ReadyFile,
    ready_file: Path | None,
    parent_pid: int | None,
    asked: Ending,
) -> None:
    servers = tuple(servings)
    loop = asyncio.get_running_loop()
    loop.add_reader(asked, _end, servers, asked)
    watcher = loop.create_task(_watch_parent(asked, parent_pid))
    if ready_file is not None:
        with _writing():
            files.write_ready(ready_file, ready)
    await asyncio.gather(*(server.serve(sockets=own) for server, own in servings.items()))
    watcher.cancel()


def _end(servers: tuple[QuietServer, ...], asked: Ending) -> None:
    asyncio.get_running_loop().remove_reader(asked)  # it stays readable
    for server in servers:
        server.should_exit = True
        server.force_exit = True


async def _watch_parent(asked: Ending, parent_pid: int | None) -> None:
    """End when the process that started the rehearsal is gone."""
    while parent_pid is not None:
        if os.getppid() != parent_pid:
            asked.ask()
            return
        await asyncio.sleep(PARENT_CHECK_S)
