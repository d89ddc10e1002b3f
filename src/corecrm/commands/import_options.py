"""What can be said about a file that is imported: the options, and what their texts mean."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.text import N_, _

ORDERS = ("ymd", "dmy", "mdy")
KEPT = ("error", "first", "last")

File = Annotated[str, typer.Argument(metavar="FILE|-", help=N_("xlsx, xlsm, xls, ods, csv, tsv or jsonl; - reads stdin"))]
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help=N_("The sheet; else the first visible one"))]
HeaderRow = Annotated[
    int | None, typer.Option("--header", metavar="N", min=1, help=N_("The row of the headings; else it is found"))
]
Maps = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="THEIRS=OURS|@NAME", help=N_("What a column means (- leaves it out), or a saved map; may be repeated")
    ),
]
Unit = Annotated[str | None, typer.Option("--unit", metavar="元|万元|亿元", help=N_("Unit of amounts where no heading says one"))]
DateFormat = Annotated[
    str | None, typer.Option("--date-format", metavar="ymd|dmy|mdy", help=N_("Order of day, month and year in 3/4/26"))
]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", help=N_("Of a text file; else it is found"))]
Delimiter = Annotated[str | None, typer.Option("--delimiter", metavar="CHAR|tab", help=N_("Of a text file; else it is found"))]
Duplicates = Annotated[
    str, typer.Option("--dup", metavar="error|first|last", help=N_("What counts when a record stands in the file twice"))
]
NoOverwrite = Annotated[bool, typer.Option("--no-overwrite", help=N_("Fill empty fields only, change no stored value"))]
SkipErrors = Annotated[bool, typer.Option("--skip-errors", help=N_("Write the good rows although others are rejected"))]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help=N_("First day of posts and edges that the file gives no day for"))
]
Period = Annotated[
    str | None,
    typer.Option("--period", metavar="PERIOD", help=N_("Of figures without a day; beside days how far balances reach")),
]


def first_day(run: Run, since: str | None) -> date | None:
    """The first day of what has none: --since, else --on where it was given."""
    return run.parsed_day("--since", since) if since else run.optional_day("on")


def known_period(text: str | None) -> str | None:
    """What --period says, if it is a period.

    Raises:
        UsageProblem: it is none.
    """
    from corecrm.periods import Period as Span

    try:
        return None if text is None else Span.parse(text).code
    except ValueError as error:
        raise UsageProblem(_("{name}: {problem}").format(name="--period", problem=error)) from error


def one_of(option: str, text: str | None, known: Sequence[str]) -> Any:  # noqa: ANN401 - one of the literals
    """`text`, if it is one of `known` or was not given.

    Raises:
        UsageProblem: it is something else.
    """
    if text is not None and text not in known:
        raise UsageProblem(
            _("{option}: “{text}” is none of: {known}").format(option=option, text=text, known=", ".join(known)), None
        )
    return text


def column_maps(run: Run, noun: str, given: list[str]) -> dict[str, str]:
    """Their heading -> our field, from --map; `@NAME` stands for a saved map."""
    found: dict[str, str] = {}
    for text in given:
        if text.startswith("@"):
            from corecrm.queries.batch import column_map

            found.update(column_map(run.reader, text[1:], noun))
            continue
        theirs, equals, ours = text.partition("=")
        if not (equals and theirs.strip() and ours.strip()):
            raise UsageProblem(
                _("--map: “{text}” is not THEIRS=OURS").format(text=text), _("such as --map 单位=name, or --map @NAME")
            )
        found[theirs.strip()] = ours.strip()
    return found
