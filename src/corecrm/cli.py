"""The root of the command line: global options, nouns loaded by name, errors to exit codes.

The only file that knows Typer's insides, but for its answers to the shell (`commands/completing_line.py`). A noun's module
is imported when it is named, and of its verbs only the one that runs is built.
"""

import importlib
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, Any, TextIO

import typer
from typer._click.shell_completion import CompletionItem
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info, get_params_convertors_ctx_param_name_from_function
from typer.models import CommandInfo

from corecrm.commands.app import Verb, Verbs, refuse_empty
from corecrm.commands.options import FILTERS, OUTPUT, REPEATED, WRITE
from corecrm.commands.run import Run
from corecrm.commands.settings import COMPLETE, Settings
from corecrm.nouns import COMMANDS, PANELS, Command
from corecrm.text import N_, _

Context = Any  # Typer hands its private base class to some of these
HELP = {"help_option_names": ["-h", "--help"]}
PANELS_OF_SHARED = ((N_("Filters"), FILTERS), (N_("Output"), OUTPUT), (N_("Writing"), WRITE), (N_("Run"), REPEATED))
SHARED = {parameter.name: panel for panel, group in PANELS_OF_SHARED for parameter in group}
BARE: dict[str, Any] = {"context_settings": HELP, "no_args_is_help": True, "rich_markup_mode": None, "suggest_commands": False}


class HelpsHere:
    """What is ours in the help of a verb, a noun and the root alike: the page goes where the run's data goes."""

    def get_help_option(self, ctx: Context) -> Any:  # noqa: ANN401 - Typer's option
        """`--help`, which writes the page and ends the run."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of Typer's class beside this one
        if option is not None:
            option.callback = _show_help
        return option


def _show_help(ctx: Context, _parameter: Any, wanted: bool) -> None:  # noqa: ANN401 - Typer's parameter
    if wanted and not ctx.resilient_parsing:
        (ctx.obj or Run(Settings())).show_page(ctx.get_help())
        raise typer.Exit


class CrmCommand(HelpsHere, TyperCommand):
    """A verb, with our help: examples first, options by what they are for."""

    verb: Verb

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - Typer's signature
        """The summary in the language of the run."""
        return _(self.verb.summary)

    def format_help(self, ctx: Context, formatter: Any) -> None:  # noqa: ANN401 - Typer's formatter
        """Writes the help page."""
        from corecrm.commands.helping import Section, help_page

        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in (each for each in self.get_params(ctx) if not getattr(each, "hidden", False)):
            sections.setdefault(self._panel(parameter), []).append(_parameter_help(parameter, ctx))
        arguments = (each.make_metavar(ctx=ctx) for each in self.get_params(ctx) if each.param_type_name == "argument")
        usage = " ".join([ctx.command_path, _("[OPTIONS]"), *arguments])
        parts = [Section(_(title), rows) for title, rows in sections.items()]
        formatter.write(help_page(usage, _(self.verb.summary), self.verb.examples, parts, width=formatter.width))

    def _panel(self, parameter: Any) -> str:  # noqa: ANN401 - Typer's parameter
        """What an option is for; one of the verb's own may bear the name of a shared one, such as --since of an import."""
        if parameter.param_type_name == "argument":
            return N_("Arguments")
        if parameter.name in self.verb.shared:
            return SHARED[parameter.name]
        return N_("Options") if parameter.name != "help" else N_("Run")


def _parameter_help(parameter: Any, ctx: Context) -> tuple[str, str]:  # noqa: ANN401 - Typer's parameter
    text = _(parameter.help) if getattr(parameter, "help", None) else ""
    if parameter.name == "help":
        text = _("Show this help")
    if parameter.param_type_name == "argument":
        return parameter.make_metavar(ctx=ctx), text
    names = ", ".join([*sorted(parameter.opts, key=len), *parameter.secondary_opts])  # Typer keeps those of help in a set
    metavar = parameter.metavar or ("" if parameter.is_flag else "TEXT")
    return f"{names} {metavar}".rstrip(), text


class NounGroup(HelpsHere, TyperGroup):
    """A noun, whose verbs are built when they are asked for."""

    def __init__(self, command: Command) -> None:
        super().__init__(
            name=command.name, context_settings=HELP, no_args_is_help=True, rich_markup_mode=None, suggest_commands=False
        )
        self.command = command
        self.verbs: Verbs = importlib.import_module(f"corecrm.commands.{command.module}").app

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - Typer's signature
        """The names of the verbs, in the module's order."""
        return list(self.verbs.verbs)

    def get_command(self, ctx: Context, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - Typer's signature
        """The verb, built; None if there is none of that name."""
        verb = self.verbs.verbs.get(cmd_name)
        return verb and built(verb)

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:  # noqa: ANN401 - Typer's signature
        """The verb that the first word names."""
        return _resolve(self, super()._click_resolve_command, ctx, args)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - Typer's signature
        """What the noun is."""
        return _(self.command.help)

    def format_help(self, ctx: Context, formatter: Any) -> None:  # noqa: ANN401 - Typer's formatter
        """Writes the help page."""
        from corecrm.commands.helping import Section, help_page

        rows = [(verb.name, _(verb.summary)) for verb in self.verbs.verbs.values()]
        examples = tuple(verb.examples[0] for verb in self.verbs.verbs.values() if verb.examples)[:4]
        usage = _("{path} VERB [OPTIONS]").format(path=ctx.command_path)
        formatter.write(help_page(usage, _(self.command.help), examples, [Section(_("Verbs"), rows)], width=formatter.width))


@cache
def built(verb: Verb) -> CrmCommand:
    """The Typer command of a verb; built once, since a script names it again and again."""
    info = CommandInfo(verb.name, cls=CrmCommand, callback=verb.build(), help="", context_settings=HELP)
    command = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    command.verb = verb  # type: ignore[attr-defined]  # our class, Typer's declared type
    return command  # type: ignore[return-value]  # the same


class RootGroup(HelpsHere, TyperGroup):
    """corecrm itself: loads a noun when it is named."""

    def __init__(self) -> None:
        super().__init__(name="corecrm", params=list(_root_params()), callback=_no_callback, **BARE)

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - Typer's signature
        """Every noun and root verb."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - Typer's signature
        """A noun's group, or a verb without a noun."""
        command = COMMANDS.get(cmd_name)
        if command is None:
            return None
        if command.verb:
            verbs: Verbs = importlib.import_module(f"corecrm.commands.{command.module}").app
            return built(verbs.verbs[cmd_name])
        return NounGroup(command)

    def shell_complete(self, ctx: Context, incomplete: str) -> list[Any]:
        """The commands that begin with what was typed, out of the registry; loads none of them."""
        found = [CompletionItem(name, help=_(each.help)) for name, each in COMMANDS.items() if name.startswith(incomplete)]
        return [*found, *super(TyperGroup, self).shell_complete(ctx, incomplete)]

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:  # noqa: ANN401 - Typer's signature
        """The noun that the first word names."""
        return _resolve(self, super()._click_resolve_command, ctx, args)

    def format_help(self, ctx: Context, formatter: Any) -> None:  # noqa: ANN401 - Typer's formatter
        """Writes the overview: every command under its stage of the procedure, loading none of them."""
        from corecrm.commands.helping import Section, help_page

        sections = [
            Section(_(title), [(command.name, _(command.help)) for command in COMMANDS.values() if command.panel == panel])
            for panel, title in PANELS.items()
        ]
        options = [_parameter_help(parameter, ctx) for parameter in self.get_params(ctx)]
        sections = [*(section for section in sections if section.rows), Section(_("Options"), options)]
        summary = _("Core client management for corporate banks: goals that add up, writes that undo, reports that trace.")
        examples = (
            "corecrm demo",
            "corecrm today",
            'corecrm client list --where "tier = a"',
            "corecrm import client clients.xlsx --dry-run",
        )
        formatter.write(help_page(_("corecrm [OPTIONS] NOUN VERB"), summary, examples, sections, width=formatter.width))


@cache
def _root_params() -> tuple[Any, ...]:
    params, _convertors, _context = get_params_convertors_ctx_param_name_from_function(_root_options)
    return tuple(params)


def _no_callback(**_given: Any) -> None:  # noqa: ANN401 - the root's options are read before the noun is
    """The root's options have been taken by `_settings`; Typer wants something to call."""


def _resolve(group: TyperGroup, resolve: Callable[..., Any], ctx: Context, args: list[str]) -> Any:  # noqa: ANN401 - Typer's
    if args and not args[0].startswith("-") and args[0] not in group.list_commands(ctx) and not ctx.resilient_parsing:
        from corecrm.commands.failing import no_such_command

        raise no_such_command(args[0], group.list_commands(ctx), ctx.command_path)
    return resolve(ctx, args)


def _root_options(  # noqa: PLR0913 - one parameter an option
    db: Annotated[str | None, typer.Option("--db", metavar="PATH|URL", help=N_("The database"))] = None,
    config: Annotated[str | None, typer.Option("--config", metavar="FILE", help=N_("The settings file"))] = None,
    lang: Annotated[str | None, typer.Option("--lang", metavar="zh|en", help=N_("Language of messages and screens"))] = None,
    actor: Annotated[str | None, typer.Option("--as", metavar="STAFF", help=N_("Who acts"))] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help=N_("Today, for the whole run"))] = None,
    color: Annotated[str | None, typer.Option("--color", metavar="auto|always|never", help=N_("Colours"))] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help=N_("Never ask"))] = False,
    debug: Annotated[bool, typer.Option("--debug", help=N_("Show the traceback of a bug"))] = False,
    version: Annotated[bool, typer.Option("--version", help=N_("Show the version"))] = False,
) -> None:
    """The options before the noun."""


def run(
    argv: Sequence[str],
    *,
    out: TextIO | None = None,
    err: TextIO | None = None,
    prompter: Any = None,  # noqa: ANN401 - a Prompter
    outer: Any = None,  # noqa: ANN401 - a ChangeSet
) -> int:
    """Runs one command line; returns the exit code. Nothing escapes but what `--debug` lets through.

    Args:
        argv: the words after `corecrm`.
        out: where data goes, stdout if not given.
        err: where talk goes, stderr if not given.
        prompter: who asks, a terminal's if not given.
        outer: the change set that the line's writes become a part of; by default it has its own.
    """
    settings = Settings(argv=tuple(argv))
    crm = Run(settings, out, err, prompter)
    crm.outer, crm.command_line = outer, run
    try:
        if COMPLETE in settings.environ:
            from corecrm.commands.completing_line import answered

            return answered(crm, RootGroup())
        settings.take(argv)
        return _invoke(crm, list(argv))
    except BaseException as error:
        from corecrm.commands import failing

        return failing.told(error, crm)
    finally:
        crm.close()
        crm.flush()


def _invoke(crm: Run, argv: list[str]) -> int:
    root = RootGroup()
    with root.make_context("corecrm", argv, obj=crm) as context:
        given = context.params
        refuse_empty(context)
        if given.get("version"):
            from corecrm import __version__

            crm.out.write(f"corecrm {__version__}\n")
            return 0
        if not (context._protected_args or context.args):
            crm.show_page(context.get_help())
            return 0
        settings = crm.settings
        settings.db, settings.actor, settings.date = given["db"], given["actor"], given["date"]
        settings.take_colour(given["color"] or settings.value("color"))
        settings.no_input, settings.debug = given["no_input"], given["debug"]
        root.invoke(context)
    return crm.code


def context_of(command: Any, name: str, *, parent: Any = None, width: int | None = None) -> Any:  # noqa: ANN401 - Typer's objects
    """A context in which nothing runs, to ask a command for its help or its parameters."""
    return command.make_context(name, [], parent=parent, resilient_parsing=True, terminal_width=width)


def main() -> None:
    """For embedders and tests: the same as the installed script."""
    sys.exit(run(sys.argv[1:]))
