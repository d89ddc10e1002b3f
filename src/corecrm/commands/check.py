"""corecrm check: what does not fit together in the store."""

from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.errors import FindingsReported, UsageProblem
from corecrm.fields import Label, Table, columns
from corecrm.queries.checking import Check
from corecrm.text import N_, _

app = Verbs()

F_CHECK = Label("check", "检查", "Check")
F_KEY = Label("key", "编号", "Key")
F_PROBLEM = Label("problem", "问题", "Problem")
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
        corecrm check task-owner risk-due
        corecrm check --list
    """
    checks = _named(names or [])
    if listed:
        run.show(Table(_("Checks"), columns(F_CHECK, F_TITLE), [(each.name, _(each.title)) for each in checks], key="check"))
        return
    rows = [(each.name, key, problem) for each in checks for key, problem in each.find(run.reader, run.today)]
    if rows:
        run.show(Table(_("Findings"), columns(F_CHECK, F_KEY, F_PROBLEM), rows, as_of=run.today, key="key"))
        raise FindingsReported(_("findings: {count}").format(count=len(rows)), _("what a check looks at: corecrm check --list"))


def _named(names: list[str]) -> list[Check]:
    """The checks of these names, or all.

    Raises:
        UsageProblem: there is no such check.
    """
    from corecrm.names import similar
    from corecrm.queries.checks import CHECKS

    for name in names:
        if name not in CHECKS:
            near = similar(name, list(CHECKS))
            hint = _("did you mean {names}?").format(names=", ".join(near)) if near else _("see them: corecrm check --list")
            raise UsageProblem(_("there is no check “{name}”").format(name=name), hint)
    return [CHECKS[name] for name in names] if names else list(CHECKS.values())
