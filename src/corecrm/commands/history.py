"""corecrm undo, redo, history: what was changed, and taking it back."""

from dataclasses import replace
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.errors import NotFound, UsageProblem
from corecrm.nouns import BY_NAME
from corecrm.queries import log
from corecrm.queries.resolve import find_any
from corecrm.text import N_, _

app = Verbs()

DIGITS = 18  # of the largest number that a store holds


@app.writes("undo")
def undo(
    run: Run, number: Annotated[str | None, typer.Argument(metavar="[N]", help=N_("Change set; the last one if not given"))] = None
) -> None:
    """Take a change set back, an import of any size too. It is refused where something later builds on it.

    Examples:
        corecrm undo
        corecrm undo 1842 --reason 导入了旧名单
    """
    from corecrm.store import undo as store

    wanted = _number(run, number) if number else log.last_undoable(run.reader)
    if wanted is None:
        raise NotFound(_("there is nothing to undo"), _("see them: {path}").format(path="corecrm history"))
    with run.change(undoes=wanted, asks=number is not None) as work:
        store.undo(work, wanted)


@app.writes("undo")
def redo(run: Run) -> None:
    """Take the last undo back.

    Examples:
        corecrm redo
        corecrm undo && corecrm redo
    """
    from corecrm.store import undo as store

    wanted = log.last_undo(run.reader)
    if wanted is None:
        raise NotFound(_("there is nothing to redo"), _("see them: {path}").format(path="corecrm history"))
    with run.change(undoes=wanted) as work:
        store.undo(work, wanted)


@app.lists(log.LISTING)
def history(
    run: Run,
    key: Annotated[str | None, typer.Argument(metavar="[KEY]", help=N_("A record; without it the change sets are listed"))] = None,
) -> None:
    """Show who changed what and when: of one record field by field, or the change sets, newest first.

    Examples:
        corecrm history HX-0012
        corecrm history --since -7d
        corecrm history --since 2026-11-01 --json
    """
    if key is None:
        run.show(log.change_sets(run.reader, run.filters))
        return
    noun, hit = find_any(run.reader, key)
    wanted = run.filters
    if wanted.where or wanted.sort:
        name = "--where" if wanted.where else "--sort"
        raise UsageProblem(
            _("{path}: {name} does not apply to this list").format(path="corecrm history KEY", name=name),
            _("it takes: {names}").format(names="--since, --until, --limit, --all"),
        )
    found = log.history(run.reader, BY_NAME[noun], hit.id, since=wanted.since, until=wanted.until)
    shown = found.rows[: wanted.limit]
    run.show(replace(found, rows=shown, more=len(found.rows) - len(shown)))


def _number(run: Run, text: str) -> int:
    if text.isdecimal() and len(text) <= DIGITS:
        return int(text)
    found = log.change_set_of_batch(run.reader, text)
    if found is None:
        raise UsageProblem(
            _("“{text}” is neither a change set nor an import batch").format(text=text), _("see them: corecrm history")
        )
    return found
