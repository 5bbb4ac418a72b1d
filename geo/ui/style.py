"""The look of the shell, on top of Streamlit's theme."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from geo.i18n import Translate
from geo.ui.browser_words import browser_words

__all__ = ["asset", "asset_path", "shell_script", "shell_style"]


def asset_path(name: str) -> str:
    """Return the path of one of the app's own files."""
    return str(files("geo.ui").joinpath("assets", name))


@cache
def asset(name: str) -> str:
    """Return one of the app's own scripts or style sheets."""
    return Path(asset_path(name)).read_text(encoding="utf-8")


def shell_style(t: Translate) -> str:
    """Return the shell's style sheet as an element, with the signs of the page's language."""
    signs = asset("narrow_signs.css") if t("language.signs") == "narrow" else ""
    return f"<style>{signs}{asset('shell.css')}{asset('frame.css')}</style>"


def shell_script(t: Translate, language: str) -> str:
    """Return the shell's scripts as an element, with what the browser says in this language."""
    words = asset("words.js").replace("WORDS", browser_words(t, language), 1)
    return f"<script>{asset('history.js')}{words}{asset('scrolling.js')}</script>"
