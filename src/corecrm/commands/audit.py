"""corecrm audit: the log of all changes, and the proof that nobody altered it."""

from dataclasses import replace
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.db import ready
from corecrm.commands.run import Run
from corecrm.commands.telling import tell
from corecrm.errors import FindingsReported
from corecrm.fields import Label, Page, Table, columns
from corecrm.queries import log
from corecrm.text import N_, _

app = Verbs()

STEPS_SHOWN = 500
FAULTS = columns(log.F_NUMBER, Label("fault", "问题", "Fault"))


@app.lists(log.LISTING)
def list_(run: Run) -> None:
    """List the change sets, the newest first.

    Examples:
        corecrm audit list --since -7d
        corecrm audit list --where "actor = W0012" --limit 20 --json
    """
    run.show(log.change_sets(run.reader, run.filters))


@app.reads
def show(
    run: Run,
    number: Annotated[int, typer.Argument(metavar="N", min=1, help=N_("Number of the change set"))],
    all_steps: Annotated[bool, typer.Option("--all", help=N_("Every change, however many"))] = False,
) -> None:
    """Show one change set: who, when, why, and every field before and after.

    Examples:
        corecrm audit show 1842
        corecrm audit show 1842 --all --json
    """
    header = log.change_set(run.reader, number)
    steps = log.steps_of(run.reader, number, limit=None if all_steps else STEPS_SHOWN)
    changes = header.only(["changes"]).rows[0][0]
    notes: tuple[str, ...] = ()
    if not all_steps and isinstance(changes, int) and changes > STEPS_SHOWN:
        notes = (_("the first {shown} of {count} changes; all of them: --all").format(shown=STEPS_SHOWN, count=changes),)
    run.show(Page(header.title, (replace(header, title=""), steps), notes=notes))


@app.reads
def verify(run: Run) -> None:
    """Prove that the log is as it was written: the seal of every change set, and the chain from the first to the last.

    Examples:
        corecrm audit verify
        corecrm audit verify --json
    """
    from corecrm.store.audit import verify

    proof = verify(ready(run))
    faults = Table(_("Faults of the log"), FAULTS, proof.faults, key="change_set", name="faults")
    if not proof.faults:
        sentence = _("change sets: {count}, each as it was sealed; last seal {seal}")
        tell(run, faults, sentence.format(count=proof.checked, seal=proof.last))
        return
    run.show(faults)
    raise FindingsReported(
        _("the log was altered; faults: {count}, change sets: {checked}").format(count=len(proof.faults), checked=proof.checked),
        _("compare with a backup: corecrm db restore FILE"),
    )
