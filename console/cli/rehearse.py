"""`vigie rehearse`: the simulated endpoints, for people and for tests."""

from pathlib import Path

import click

SCENARIO = "steady"


@click.group()
def rehearse() -> None:
    """The simulated endpoints alone."""


@rehearse.command()
@click.option("--scenario", default=SCENARIO, show_default=True, help="A scenario, or its file.")
@click.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    help="Estate seconds in one second; by default the scenario's own.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0: any free one."
)
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Gets settings, clouds_yaml and endpoints once they listen.",
)
@click.option(
    "--state-dir", type=click.Path(file_okay=False, path_type=Path), help="Where its files go."
)
@click.option(
    "--public-url",
    help="How files and catalog call it, where something ends TLS in front of it.",
)
@click.option("--parent-pid", type=int, hidden=True, help="End when this process ends.")
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
