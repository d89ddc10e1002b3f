"""corecrm run: a file of command lines, one after the other or all as one change set."""

import io
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corecrm.causes import cause_of
from corecrm.commands.app import Verbs
from corecrm.commands.failing import wants_json
from corecrm.commands.run import Run
from corecrm.commands.settings import said
from corecrm.errors import CrmError, InputMissing, UsageProblem
from corecrm.text import N_, _, language

if TYPE_CHECKING:
    from corecrm.store.changes import ChangeSet

app = Verbs()
ALONE = frozenset({"run", "init", "demo", "db", "undo", "redo"})  # commands that cannot be a part of one change set
TAKES_A_VALUE = frozenset({"--config", "--lang", "--date", "--color"})  # of the options before the noun
OF_THE_WHOLE = frozenset({"--db", "-n", "--dry-run", "--as", "--on-behalf", "--document"})


@dataclass(frozen=True, slots=True)
class Line:
    """One command of a script: where it stands, and its words without `corecrm`."""

    number: int
    text: str
    words: list[str]


class LineFailed(CrmError):
    """A line of a script failed; the exit code is the line's."""

    code = "script"

    def __init__(self, line: Line, exit_code: int, hint: str, said: list[str]) -> None:
        message = _("line {number} failed: {text}").format(number=line.number, text=line.text)
        super().__init__(message, hint, {"line": line.number, "text": line.text, "said": said})
        self.exit_code = exit_code


@app.writes("run")
def run(
    run: Run,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=N_("A command a line, without corecrm; - reads stdin"))],
    atomic: Annotated[bool, typer.Option("--atomic", help=N_("All lines as one change set, or nothing"))] = False,
) -> None:
    """Run the commands of a file, up to the first that fails, asking nothing. Empty lines and what follows a # are skipped.

    Examples:
        corecrm run monday.txt
        corecrm run monday.txt --atomic --reason 年初建账
        corecrm run - --dry-run
    """
    if run.options["on"]:
        raise UsageProblem(_("--on says when one thing happened: write it on the lines of the script"))
    lines = list(_lines(file))
    if atomic or run.dry_run:
        for line in lines:
            _refuse_if_alone(line)
        with run.change() as work:
            _run_all(run, lines, work)
        return
    if any(run.options[name] for name in ("reason", "on_behalf", "document")):
        raise UsageProblem(_("--reason, --on-behalf and --document of a script need --atomic"), _("or write them on its lines"))
    _run_all(run, lines, None)


def _run_all(run: Run, lines: list[Line], work: "ChangeSet | None") -> None:
    """Runs every line.

    Raises:
        LineFailed: one did not end in 0; those after it are not run.
    """
    assert run.command_line is not None  # set by whoever made the run
    done = 0
    settings = _settings(run)
    for line in lines:
        err = io.StringIO() if wants_json(run.settings.argv) else run.err
        code = run.command_line([*settings, *line.words], out=run.out, err=err, outer=work)
        if code:
            hint = _("nothing was changed") if work else _("lines before it, which stay done: {count}").format(count=done)
            raise LineFailed(line, code, hint, err.getvalue().splitlines() if isinstance(err, io.StringIO) else [])
        done += 1
    run.say(_("lines run: {count}").format(count=done))


def _settings(run: Run) -> list[str]:
    """The options before the noun that make a line run as the script does, and nobody being asked amid its lines."""
    settings = run.settings
    named = {"--db": settings.db, "--config": settings.config_file, "--as": settings.actor, "--date": settings.date}
    if settings.color != "auto":
        named["--color"] = settings.color
    if said(settings.argv, "--lang"):
        named["--lang"] = language()
    words = [word for option, value in named.items() if value is not None for word in (option, value)]
    return [*words, "--no-input", *(["--debug"] if settings.debug else [])]


def _lines(file: str) -> Iterator[Line]:
    """The commands of a script.

    Raises:
        InputMissing: there is no such file, or it is not text.
        UsageProblem: a quotation mark is left open.
    """
    for number, text in enumerate(_text(file).splitlines(), start=1):
        try:
            words = shlex.split(text, comments=True)
        except ValueError as error:
            message = _("line {number} cannot be read: {text}").format(number=number, text=text.strip())
            raise UsageProblem(message, _("is a quotation mark left open?")) from error
        if words:
            yield Line(number, text.strip(), words[1:] if words[0] == "corecrm" else words)


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).expanduser().read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputMissing(_("{path} is not text in UTF-8").format(path=file), _("save it as UTF-8")) from error
    except OSError as error:
        message = _("cannot read {path}: {reason}").format(path=file, reason=cause_of(error))
        raise InputMissing(message, _("check the path and the name")) from error


def _refuse_if_alone(line: Line) -> None:
    """Passes if a line may be a part of one change set.

    Raises:
        UsageProblem: the command keeps a change set of its own, or has an option that belongs to the whole script.
    """
    command = _command(line.words)
    alone = [command] if command in ALONE else []
    whole = [word for word in line.words if word.partition("=")[0] in OF_THE_WHOLE]
    for word in (*alone, *whole):
        message = _("line {number}: {word} cannot be on a line of one change set").format(number=line.number, word=word)
        raise UsageProblem(message, _("say it once, on corecrm run") if whole else _("run it without --atomic"))


def _command(words: list[str]) -> str:
    """The noun or verb that a line begins with, behind its root options."""
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            return word
        if word in TAKES_A_VALUE:
            next(rest, None)
    return ""
