"""How a failure reaches the user: a sentence and a remedy on stderr, one object under --json, and the exit code."""

import errno
import os
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from corecrm.causes import cause_of
from corecrm.errors import CrmError, OutputRefused, UsageProblem
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.commands.run import Run

INTERRUPTED = 130
BUG = 70


def told(error: BaseException, run: "Run") -> int:
    """Tells what went wrong and returns the exit code."""
    left = _left_early(error, run)
    if left is not None:
        return left
    known = error if isinstance(error, CrmError) else usage_problem(error) or _no_room(error)
    if known is None:
        return _bug(error, run)
    _tell(known, run)
    return known.exit_code


def _left_early(error: BaseException, run: "Run") -> int | None:
    """The exit code where the run ended without a failure to tell of: help, Ctrl-C, a reader that went away."""
    kind = type(error).__name__
    if kind == "Exit" or isinstance(error, SystemExit):
        code = getattr(error, "exit_code", None) or getattr(error, "code", None)
        return code if isinstance(code, int) else 0
    if isinstance(error, KeyboardInterrupt) or kind == "Abort":
        run.say(_("interrupted; nothing half-written"))
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        silence_stdout()
        return 0
    if kind == "NoArgsIsHelpError":
        run.show_page(error.format_message())  # type: ignore[attr-defined]  # Typer's class
        return 0
    return None


def _no_room(error: BaseException) -> OutputRefused | None:
    """What is said where the place that stdout or a file goes to is full; None for anything else."""
    if not isinstance(error, OSError) or error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return None
    silence_stdout()
    message = _("cannot write {path}: {cause}").format(path=error.filename or "stdout", cause=cause_of(error))
    return OutputRefused(message, _("choose another place with -o FILE"))


def wants_json(argv: tuple[str, ...]) -> bool:
    """Whether the command line asks for JSON; looked up in the raw words, since parsing may be what failed."""
    asked = any(here in ("-f", "--format") and after in ("json", "jsonl") for here, after in pairwise(argv))
    return "--json" in argv or asked


def _tell(error: CrmError, run: "Run") -> None:
    if wants_json(run.settings.argv):
        import json

        body = {"code": error.code, "message": error.message, "hint": error.hint, "details": error.details}
        run.say(json.dumps({"error": body}, ensure_ascii=False, default=str))
        return
    run.say(error.message)
    if error.hint:
        run.say(error.hint)


def usage_problem(error: BaseException) -> UsageProblem | None:
    """Typer's usage errors in the language of the run, rebuilt from their fields; None for anything else."""
    if not hasattr(error, "format_message"):
        return None
    context: Any = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "corecrm"
    see = _("see: {path} --help").format(path=path)
    kind = type(error).__name__
    name = getattr(error, "option_name", "")
    parameter: Any = getattr(error, "param", None)
    if kind == "NoSuchOption":
        return _no_such_option(name, context, path, see)
    if kind == "MissingParameter" and parameter is not None:
        return UsageProblem(_("{path}: {name} is missing").format(path=path, name=_spelled(parameter)), see)
    said = str(getattr(error, "message", error))
    if kind == "BadParameter" and parameter is not None:
        problem = _unfit(parameter, said)
        return UsageProblem(_("{path}: {name}: {problem}").format(path=path, name=_spelled(parameter), problem=problem), see)
    if kind == "BadOptionUsage":
        needs = _("{path}: {name} takes no value") if "does not take" in said else _("{path}: {name} needs a value")
        return UsageProblem(needs.format(path=path, name=name), see)
    return _other(said, path, see)


def _unfit(parameter: Any, said: str) -> str:  # noqa: ANN401 - Typer's parameter
    """What is wrong with a value that one of Typer's own types refused; only its numbers have a sentence of ours."""
    value, is_not, _rest = said.partition(" is not ")
    if not (is_not and str(parameter.type.name).startswith("int")):
        return said
    least, most = (getattr(parameter.type, bound, None) for bound in ("min", "max"))
    bounds = {"value": value.strip("'"), "least": least, "most": most}
    if least is None:
        return _("“{value}” is not a whole number").format(**bounds)
    if most is None:
        return _("“{value}” is not a whole number from {least} on").format(**bounds)
    return _("“{value}” is not a whole number from {least} to {most}").format(**bounds)


def _other(message: str, path: str, see: str) -> UsageProblem:
    if "extra argument" in message:
        words = message.partition(" (")[2].removesuffix(")")
        return UsageProblem(_("{path}: too many words: {words}").format(path=path, words=words), see)
    if "Missing command" in message:
        return UsageProblem(_("{path}: a verb is missing").format(path=path), see)
    return UsageProblem(f"{path}: {message}", see)


def _spelled(parameter: Any) -> str:  # noqa: ANN401 - Typer's parameter
    return str(parameter.opts[-1]) if parameter.param_type_name == "option" else str(parameter.human_readable_name)


def no_such_command(word: str, known: list[str], path: str) -> UsageProblem:
    """What is said of a noun or a verb that there is not."""
    from corecrm.names import similar

    near = similar(word, known)
    hint = _("did you mean {names}?").format(names=", ".join(near)) if near else _("see them: {path} --help").format(path=path)
    return UsageProblem(_("{path}: there is no command “{word}”").format(path=path, word=word), hint)


def _no_such_option(name: str, context: Any, path: str, see: str) -> UsageProblem:  # noqa: ANN401 - Typer's context
    from corecrm.names import similar

    parameters = context.command.get_params(context) if context else []
    known = [option for parameter in parameters if not getattr(parameter, "hidden", False) for option in parameter.opts]
    near = similar(name, [option for option in known if option.startswith("--")], likeness=75)  # two dashes are alike in all
    hint = _("did you mean {names}?").format(names=", ".join(near)) if near else see
    if "--where" in known and name in _filters():
        taken = ", ".join(option for option in _filters() if option in known)
        return UsageProblem(
            _("{path}: {name} does not apply to this list").format(path=path, name=name), _("it takes: {names}").format(names=taken)
        )
    if name[1:2].isdecimal():
        hint = _("a negative number goes last, behind --")
    return UsageProblem(_("{path}: there is no option {name}").format(path=path, name=name), hint)


def _filters() -> list[str]:
    """The options that lists share, each of which some lists do not take."""
    from corecrm.commands.options import FILTERS

    return ["--" + each.name.removesuffix("_rows").replace("_", "-") for each in FILTERS]


def silence_stdout() -> None:
    """The reader of our pipe has left; nothing more may be written, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bug(error: BaseException, run: "Run") -> int:
    import tempfile
    import traceback

    text = "".join(traceback.format_exception(error))
    if run.settings.debug or run.settings.environ.get("CORECRM_DEBUG"):
        run.say(text)
        return BUG
    with tempfile.NamedTemporaryFile("w", prefix="corecrm-", suffix=".txt", delete=False, encoding="utf-8") as report:
        report.write(" ".join(("corecrm", *run.settings.argv)) + "\n\n" + text)
    _tell(
        CrmError(
            _("this is a bug in corecrm: {kind}: {error}").format(kind=type(error).__name__, error=error),
            _("a report for whoever mends it: {path}").format(path=report.name),
        ),
        run,
    )
    return BUG
