"""The options that many verbs share, each written once."""

import inspect
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corecrm.errors import UsageProblem
from corecrm.fields import Kind, Label, Labelled
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.commands.run import Run
    from corecrm.queries.listing import Listing

METAVARS = {Kind.date: "DATE", Kind.money: "AMOUNT", Kind.rate: "PCT", Kind.count: "N"}
FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md", "xlsx")


class Reads:
    """Marks an option whose text becomes a value by `convert(run, text)`; a ValueError becomes a usage error with its name."""

    def __init__(self, option: str, convert: Callable[["Run", str], Any], *, repeated: bool = False) -> None:
        self.option, self.convert, self.repeated = option, convert, repeated

    def __call__(self, run: "Run", text: str) -> Any:  # noqa: ANN401 - the converted value
        """The value that `text` means in this run."""
        try:
            return self.convert(run, text)
        except ValueError as error:
            raise UsageProblem(_("{name}: {problem}").format(name=self.option, problem=error)) from error


def one_of(option: str, choices: type[Labelled]) -> Reads:
    """Reads a choice by its code or by either label."""

    def convert(_run: "Run", text: str) -> Labelled:
        try:
            return choices.parse(text)
        except ValueError:
            known = ", ".join(f"{member.value} {member.label}" for member in choices)
            raise ValueError(_("“{text}” is none of: {known}").format(text=text, known=known)) from None

    return Reads(option, convert)


def codes(choices: type[Labelled]) -> str:
    """The metavar of a choice option."""
    return "|".join(member.value for member in choices)


def rate(option: str) -> Reads:
    """Reads a percentage or fraction."""
    from corecrm.money import parse_rate

    return Reads(option, lambda _run, text: parse_rate(text))


def count(option: str) -> Reads:
    """Reads a whole number."""
    from corecrm.money import parse_count

    return Reads(option, lambda _run, text: parse_count(text))


def date_of(option: str) -> Reads:
    """Reads a date or a date phrase."""
    return Reads(option, lambda run, text: run.day(text))


def past_day_of(option: str, label: Label) -> Reads:
    """Reads a date or a date phrase that is not ahead of today."""
    from corecrm.rules.happening import come

    return Reads(option, lambda run, text: come(run.day(text), today=run.today, what=label.title))


def option_for(label: Label, option: str | None = None) -> Any:  # noqa: ANN401 - Typer's option object
    """An option named and explained by a field's label."""
    name = option or "--" + label.key.removesuffix("_on").replace("_", "-")
    metavar = codes(label.choices) if label.choices else METAVARS.get(label.kind)
    return typer.Option(name, help=label.title, metavar=metavar)


def _shared(name: str, annotation: Any, default: object = None) -> inspect.Parameter:  # noqa: ANN401 - an Annotated alias
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


OUTPUT = (
    _shared(
        "output_format", Annotated[str | None, typer.Option("-f", "--format", metavar="|".join(FORMATS), help=N_("Output format"))]
    ),
    _shared("output_json", Annotated[bool, typer.Option("--json", help=N_("Same as -f json"))], False),
    _shared(
        "output_columns",
        Annotated[str | None, typer.Option("--columns", metavar="A,B", help=N_("Only these fields, in this order"))],
    ),
    _shared(
        "output_file",
        Annotated[
            str | None, typer.Option("-o", "--output", metavar="FILE|-", help=N_("Write to a file; its suffix picks the format"))
        ],
    ),
    _shared(
        "output_overwrite",
        Annotated[bool, typer.Option("--overwrite", help=N_("Replace the file of -o if it exists"))],
        default=False,
    ),
    _shared("output_keys", Annotated[bool, typer.Option("-q", "--quiet", help=N_("Keys only, one a line"))], False),
)
REPEATED = (
    _shared("late_db", Annotated[str | None, typer.Option("--db", metavar="PATH|URL", help=N_("The database"))]),
    _shared("late_as", Annotated[str | None, typer.Option("--as", metavar="STAFF", help=N_("Who acts"))]),
    _shared("late_date", Annotated[str | None, typer.Option("--date", metavar="DATE", help=N_("Today, for the whole run"))]),
    _shared(
        "late_lang", Annotated[str | None, typer.Option("--lang", metavar="zh|en", help=N_("Language of messages and screens"))]
    ),
    _shared("late_color", Annotated[str | None, typer.Option("--color", metavar="auto|always|never", help=N_("Colours"))]),
    _shared("late_config", Annotated[str | None, typer.Option("--config", metavar="FILE", help=N_("The settings file"))]),
    _shared("late_no_input", Annotated[bool, typer.Option("--no-input", help=N_("Never ask"))], False),
    _shared("late_debug", Annotated[bool, typer.Option("--debug", help=N_("Show the traceback of a bug"))], False),
)
FILTERS = (
    _shared(
        "where",
        Annotated[
            list[str] | None, typer.Option("--where", metavar='"FIELD OP VALUE"', help=N_("Only records that fit; may be repeated"))
        ],
    ),
    _shared("owner", Annotated[str | None, typer.Option("--owner", metavar="STAFF", help=N_("Only what this person answers for"))]),
    _shared("group", Annotated[str | None, typer.Option("--group", metavar="GROUP", help=N_("Only this group's"))]),
    _shared(
        "inst",
        Annotated[str | None, typer.Option("--inst", metavar="INSTITUTION", help=N_("Only this institution's and those below it"))],
    ),
    _shared(
        "under", Annotated[str | None, typer.Option("--under", metavar="CLIENT", help=N_("Only this client and all it controls"))]
    ),
    _shared(
        "self_only", Annotated[bool, typer.Option("--self-only", help=N_("With --inst or --under: without those below"))], False
    ),
    _shared("since", Annotated[str | None, typer.Option("--since", metavar="DATE", help=N_("From this day on"))]),
    _shared("until", Annotated[str | None, typer.Option("--until", metavar="DATE", help=N_("Up to this day"))]),
    _shared(
        "as_of", Annotated[str | None, typer.Option("--as-of", metavar="DATE", help=N_("As the records were valid on that day"))]
    ),
    _shared(
        "sort", Annotated[str | None, typer.Option("--sort", metavar="[-]FIELD", help=N_("Order by a field; - for descending"))]
    ),
    _shared("limit", Annotated[int | None, typer.Option("--limit", min=0, metavar="N", help=N_("At most N records"))]),
    _shared("all_rows", Annotated[bool, typer.Option("--all", help=N_("All records, also on a terminal"))], False),
    _shared("removed", Annotated[bool, typer.Option("--removed", help=N_("The removed records instead"))], False),
)
WRITE = (
    _shared("dry_run", Annotated[bool, typer.Option("-n", "--dry-run", help=N_("Show what would change, change nothing"))], False),
    _shared("yes", Annotated[bool, typer.Option("-y", "--yes", help=N_("Do not ask"))], False),
    _shared("reason", Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why, kept with the change"))]),
    _shared("on", Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("When it happened; today if not given"))]),
    _shared("on_behalf", Annotated[str | None, typer.Option("--on-behalf", metavar="STAFF", help=N_("Who decided it, on paper"))]),
    _shared("document", Annotated[str | None, typer.Option("--document", metavar="NO", help=N_("Under which paper"))]),
)

# Where every day is alike: taken, since a script asks every list the same way, but not shown.
_ANY_DAY = _shared("as_of", Annotated[str | None, typer.Option("--as-of", metavar="DATE", hidden=True)])


def filters_of(listing: "Listing", without: Collection[str] = ()) -> tuple[inspect.Parameter, ...]:
    """The shared filters that a list takes, by its own description; `without` those that one of its verbs has no use for."""
    takes = listing.takes
    found = (_ANY_DAY if each.name == "as_of" and "as_of" not in takes else each for each in FILTERS)
    return tuple(each for each in found if (each is _ANY_DAY or each.name in takes) and each.name not in without)
