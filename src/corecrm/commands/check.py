"""corecrm check: what does not fit together in the store."""

from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.commands.telling import tell_findings
from corecrm.errors import UsageProblem
from corecrm.fields import Column, Label, Table
from corecrm.queries.checking import COLUMNS, Check, findings
from corecrm.text import N_, _

app = Verbs()

F_TITLE = Label("title", "检查内容", "Looks at")


@app.reads
def check(
    run: Run,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME…]", help=N_("Only these checks; all if none is named"))
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help=N_("List the checks instead of running them"))] = False,
) -> None:
    """Look for what does not fit together. Silent where all is well, else exit 3.

    Examples:
        corecrm check
        corecrm check task_owner risk_due
        corecrm check --list
    """
    checks = _named(names or [])
    if listed:
        run.show(Table(_("Checks"), (COLUMNS[0], Column(F_TITLE)), [(each.name, _(each.title)) for each in checks], key="check"))
        return
    tell_findings(run, findings(checks, run.reader, run.today))


def _named(names: list[str]) -> list[Check]:
    """The checks of these names, or all.

    Raises:
        UsageProblem: there is no such check.
    """
    from corecrm.names import similar
    from corecrm.queries.checks import CHECKS

    names = [name.replace("-", "_") for name in names]
    for name in names:
        if name not in CHECKS:
            near = similar(name, list(CHECKS))
            hint = _("did you mean {names}?").format(names=", ".join(near)) if near else _("see them: corecrm check --list")
            raise UsageProblem(_("there is no check “{name}”").format(name=name), hint)
    return [CHECKS[name] for name in names] if names else list(CHECKS.values())
