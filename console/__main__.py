"""Terminal environment, then the command line."""

from console.cli import main

__all__ = ["main"]
