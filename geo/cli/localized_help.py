"""Typer commands that speak the user's language.

A command names the *keys* of its help texts; the words are looked up when help or a usage error is
printed, in the language of the console that the context carries.
"""

import re
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from geo.i18n import LANGUAGES, Translate, translator

__all__ = ["LocalizedCommand", "LocalizedGroup", "is_usage_error", "usage_sentence"]

# What Typer says of words that no argument takes.
_EXTRA: Final = re.compile(
    r"Got unexpected extra arguments? ?(?:\(s\) )?\((?P<words>.*)\)", re.DOTALL
)
_WANTED: Final = (
    ("int_", "cli.not_whole"),
    ("float_", "cli.not_number"),
    ("greater_than_equal", "cli.at_least"),
    ("less_than_equal", "cli.at_most"),
)
_LIMITS: Final = frozenset({"ge", "le"})
_COMMON_OPTIONS: Final = (
    ("--json", "cli.json_option"),
    (f"--lang {'|'.join(LANGUAGES)}", "cli.lang_option"),
    ("--help", "cli.help_option"),
)


class LocalizedCommand(TyperCommand):
    """A command whose help is written in the language of its console."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, what the command does, what it takes."""
        _write_help(self, ctx, formatter)


class LocalizedGroup(TyperGroup):
    """The whole command line, with its commands listed in the language of its console."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, what the product does, and every command."""
        _write_help(self, ctx, formatter)


def _write_help(command: Any, ctx: Any, formatter: Any) -> None:
    t = translator(ctx.obj.language)
    own = [one for one in command.get_params(ctx) if one.name != "help"]
    arguments = [one for one in own if one.param_type_name == "argument"]
    options = [one for one in own if one.param_type_name == "option"]
    commands = getattr(command, "commands", {})

    usage = [t(one.metavar) for one in arguments]
    usage += [t("cli.options_metavar")]
    usage += [t("cli.command_metavar")] if commands else []
    formatter.write_usage(_path(ctx, t), " ".join(usage), prefix=f"{t('cli.usage')} ")
    formatter.write_paragraph()
    with formatter.indentation():
        for paragraph in t(command.help).split("\n"):
            formatter.write_text(paragraph)
    _section(formatter, t("cli.arguments"), [(t(one.metavar), t(one.help)) for one in arguments])
    _section(
        formatter,
        t("cli.commands"),
        [(name, t(one.help).split("\n")[0]) for name, one in commands.items()],
    )
    _section(
        formatter,
        t("cli.options"),
        [(_option_usage(one, t), _option_help(one, t)) for one in options]
        + [(usage, t(key)) for usage, key in _COMMON_OPTIONS],
    )


def _path(ctx: Any, t: Translate) -> str:
    """Return what is typed before the options of a command, its workspace as a word."""
    path = str(ctx.command_path)
    for one in getattr(getattr(ctx.parent, "command", None), "params", ()):
        if one.param_type_name == "argument":
            path = path.replace(f"{{{one.metavar}}}", t(one.metavar))
    return path


def _section(formatter: Any, title: str, records: list[tuple[str, str]]) -> None:
    if records:
        with formatter.section(title):
            formatter.write_dl(records)


def _option_usage(option: Any, t: Translate) -> str:
    names = ", ".join(option.opts)
    return names if option.is_flag else f"{names} {t(option.metavar)}"


def _option_help(option: Any, t: Translate) -> str:
    if option.help != "cli.model_option":
        return t(option.help)
    # The table of models loads the workspace: only the help that lists them waits for it.
    from geo.workspace import MODELS

    return t(option.help, valid=", ".join(MODELS))


def is_usage_error(error: Exception) -> bool:
    """Tell whether Typer raised the error because the command line is wrong."""
    return isinstance(error, typer.TyperException) and error.exit_code == 2


def usage_sentence(error: Exception, language: str) -> str:
    """Return a usage error as a sentence in a language.

    Parameters
    ----------
    error : Exception
        What Typer raised while it read the command line.
    language : {"zh", "en"}
        The language to speak.
    """
    t = translator(language)
    parameter = getattr(error, "param", None)
    name = _localized_name(parameter, t) if parameter is not None else ""
    context = getattr(error, "ctx", None)
    path = _path(context, t) if context is not None else "repair-circle"
    if context is not None and type(error).__name__ == "NoArgsIsHelpError":
        return str(context.get_help())
    commands = getattr(context.command, "commands", {}) if context is not None else {}
    match type(error).__name__:
        case "MissingParameter":
            sentence = t("cli.missing_parameter", name=name)
        case "NoSuchOption":
            sentence = t("cli.no_such_option", name=getattr(error, "option_name", ""))
        case "BadParameter":
            sentence = t("cli.bad_parameter", name=name, reason=_refusal(error, t))
        case "BadOptionUsage" if "requires" in getattr(error, "message", ""):
            sentence = t("cli.option_without_value", name=getattr(error, "option_name", ""))
        case _ if context is not None and context.invoked_subcommand is None and commands:
            sentence = t("cli.no_such_command", valid=", ".join(commands))
        case _ if (extra := _EXTRA.match(getattr(error, "message", ""))) is not None:
            sentence = t("cli.extra_words", words=extra["words"])
        case _:
            sentence = t("cli.usage_error", reason=getattr(error, "message", str(error)))
    return f"{sentence}\n{t('cli.try_help', path=path)}"


def _refusal(error: Exception, t: Translate) -> str:
    """Return what kind of number is wanted, in the language; else why, as Typer says it."""
    details: list[Any] = getattr(error.__cause__, "errors", list)()
    for detail in details:
        known = [key for kind, key in _WANTED if str(detail["type"]).startswith(kind)]
        if known:
            limits = [limit for name, limit in detail.get("ctx", {}).items() if name in _LIMITS]
            return t(known[0], limit="".join(map(str, limits)))
    return str(getattr(error, "message", ""))


def _localized_name(parameter: Any, t: Translate) -> str:
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    return t(parameter.metavar) if parameter.metavar else str(parameter.name)
