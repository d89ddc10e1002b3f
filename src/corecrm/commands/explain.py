"""corecrm explain: where a figure comes from."""

from datetime import date
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.options import date_of
from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.fields import Table
from corecrm.nouns import BY_NAME
from corecrm.queries.resolve import Hit, find_any
from corecrm.text import N_, _

app = Verbs()
OF_METRIC = ("client", "group", "institution")
"""The nouns that have figures of metrics."""

SinceOption = Annotated[
    date | None,
    typer.Option("--since", metavar="DATE", help=N_("First day of the figure's period; January 1 if not given")),
    date_of("--since"),
]
AsOfOption = Annotated[
    date | None, typer.Option("--as-of", metavar="DATE", help=N_("The figure as of that day")), date_of("--as-of")
]


@app.reads
def explain(
    run: Run,
    key: Annotated[str, typer.Argument(metavar="KEY", help=N_("A goal, a fact, or with --field a client, a group or any record"))],
    field: Annotated[str | None, typer.Option("--field", metavar="FIELD", help=N_("A metric, or a field of the record"))] = None,
    since: SinceOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Show the facts that make a figure, each with its batch, file, sheet and row; of any other field who set it.

    Examples:
        corecrm explain G-2026-XH/dep_adb
        corecrm explain HX-0012 --field dep_adb --as-of 2026-09-30
        corecrm explain HX-0012 --field tier
    """
    noun, hit = find_any(run.reader, key)
    on = as_of or run.today
    run.show(_explained(run, noun, hit, field, since or date(on.year, 1, 1), on))


def _explained(run: Run, noun: str, hit: Hit, field: str | None, start: date, on: date) -> Table:
    from corecrm.queries import explain

    if noun == "goal" and field is None:
        return explain.goal(run.reader, hit.id, on=on)
    if noun == "actual" and field is None:
        return explain.actual(run.reader, hit.id)
    if field is None:
        raise UsageProblem(
            _("{path}: {name} is missing").format(path="corecrm explain", name="--field"),
            _("say which figure of {key}: a metric, or a field").format(key=hit.key),
        )
    metric = explain.metric_called(run.reader, field) if noun in OF_METRIC else None
    if metric is None:
        return explain.field(run.reader, BY_NAME[noun], hit.id, _title(noun, field))
    of = {"client": explain.client, "group": explain.group, "institution": explain.institution}[noun]
    return of(run.reader, hit.id, metric, start=start, on=on)


def _title(noun: str, name: str) -> str:
    """The heading of a field of a record.

    Raises:
        UsageProblem: it has none of that name.
    """
    import importlib

    from corecrm.fields import Label

    labels = vars(importlib.import_module(f"corecrm.fields.{BY_NAME[noun].module or noun}")).values()
    known = [label for label in labels if isinstance(label, Label)]
    found = next((label for label in known if name.casefold() in (heading.casefold() for heading in label.headings)), None)
    if found is None:
        raise UsageProblem(
            _("{noun} has neither a metric nor a field “{name}”").format(noun=BY_NAME[noun].label, name=name),
            _("fields: {names}").format(names=", ".join(label.key for label in known)),
        )
    return found.title
