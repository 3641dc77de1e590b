"""The command line: thin verbs, each with --output json."""

from console.cli.entry import main

__all__ = ["main"]
