"""The command line: one command for each question, in the user's language."""

from geo.cli.main import main

__all__ = ["main"]
