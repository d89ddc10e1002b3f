"""corecrm find, show: any record, without saying of which kind."""

import importlib
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.nouns import BY_NAME, COMMANDS
from corecrm.queries import log
from corecrm.queries.resolve import find_any
from corecrm.queries.search import search
from corecrm.text import N_, _

app = Verbs()


@app.reads
def find(
    run: Run,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("A code, a number, a name or part of it, pinyin or initials"))],
) -> None:
    """Find records of all kinds by code, number, name, part of a name or pinyin.

    Examples:
        corecrm find 星河
        corecrm find xhjt --json
    """
    if not text.strip():
        raise UsageProblem(_("{path}: {name} is missing").format(path="corecrm find", name="TEXT"))
    run.show(search(run.reader, text))


@app.reads
def show(run: Run, key: Annotated[str, typer.Argument(metavar="KEY", help=N_("A record of any kind: code or name"))]) -> None:
    """Show any record, as the command of its kind shows it.

    Examples:
        corecrm show HX-0012
        corecrm show AP-0007 --json
    """
    noun, hit = find_any(run.reader, key)
    verbs: Verbs = importlib.import_module(f"corecrm.commands.{COMMANDS[noun].module}").app
    if "show" in verbs.verbs:
        verbs.verbs["show"].function(run, key)
    else:  # a kind without a page of its own: all that is known is what was written
        run.show(log.history(run.reader, BY_NAME[noun], hit.id))
