"""`vigie rehearse`: the simulated endpoints, for people and for tests."""

from pathlib import Path

import click

from console.cli import parser

SCENARIO = "steady"


@parser.group(help="help.rehearse")
def rehearse() -> None:
    """The simulated endpoints alone."""


@rehearse.command(help="help.rehearse.serve")
@parser.option("--scenario", default=SCENARIO, show_default=True, help="help.scenario")
@parser.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    help="help.speed",
)
@parser.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    help="help.rehearse.serve.port",
)
@parser.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="help.rehearse.serve.ready_file",
)
@parser.option(
    "--state-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="help.rehearse.serve.state_dir",
)
@parser.option(
    "--public-url",
    help="help.rehearse.serve.public_url",
)
@parser.option("--parent-pid", type=int, hidden=True, help="help.rehearse.serve.parent_pid")
def serve(
    *,
    scenario: str,
    speed: float | None,
    port: int,
    ready_file: Path | None,
    state_dir: Path | None,
    parent_pid: int | None,
    public_url: str | None,
) -> None:
    """Serve the simulated estate on loopback until it is told to stop."""
    from console.rehearsal.serve import (  # noqa: PLC0415 - the servers are for this verb alone
        serve as serve_estate,
    )

    serve_estate(
        scenario=scenario,
        speed=speed,
        port=port,
        ready_file=ready_file,
        state_dir=state_dir,
        parent_pid=parent_pid,
        public_url=public_url,
    )
