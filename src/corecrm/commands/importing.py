"""corecrm import: files of the bank's systems and colleagues, checked row by row before anything is written."""

import gc
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.errors import DataRejected, OutputRefused, UsageProblem
from corecrm.exchange.specs import NOUNS
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.exchange.importing import Moment
    from corecrm.exchange.options import Options
    from corecrm.exchange.outcome import Outcome
    from corecrm.exchange.reader import SourceFile
    from corecrm.exchange.spec import ImportSpec
    from corecrm.exchange.staging import Stage

app = Verbs()
REJECTED = DataRejected.exit_code

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
Period = Annotated[str | None, typer.Option("--period", metavar="PERIOD", help=N_("Of figures that the file gives no day for"))]


def _verb(noun: str) -> None:
    """Declares `import NOUN`."""

    def verb(
        run: Run,
        file: File,
        sheet: Sheet = None,
        header: HeaderRow = None,
        maps: Maps = None,
        unit: Unit = None,
        date_format: DateFormat = None,
        encoding: Encoding = None,
        delimiter: Delimiter = None,
        dup: Duplicates = "error",
        no_overwrite: NoOverwrite = False,
        skip_errors: SkipErrors = False,
        since: Since = None,
        period: Period = None,
    ) -> None:
        from corecrm.exchange.options import Options
        from corecrm.exchange.reader import open_file
        from corecrm.exchange.specs import spec_of

        options = Options(
            sheet=sheet, header=header, maps=_maps(run, noun, maps or []), unit=unit, order=_one_of("--date-format", date_format, ORDERS),
            encoding=encoding, delimiter=delimiter, duplicates=_one_of("--dup", dup, KEPT),
            overwrite=not no_overwrite, skip_errors=skip_errors, since=_day(run, since), period=period,
        )  # fmt: skip
        source = open_file("-" if file == "-" else Path(file), sheet=sheet, encoding=encoding, delimiter=delimiter)
        _import(run, noun, [(spec_of(noun), source)], options)

    verb.__name__ = noun
    verb.__doc__ = VERB_HELP.format(noun=noun)
    app.writes(f"{noun}.edit")(verb)


def _day(run: Run, since: str | None) -> date | None:
    """The first day of what has none: --since, else --on where it was given."""
    return run.parsed_day("--since", since) if since else run.optional_day("on")


ORDERS = ("ymd", "dmy", "mdy")
KEPT = ("error", "first", "last")
VERB_HELP = (
    N_("Import a file of these records: every row is checked before anything is written.")
    + """

Examples:
    corecrm import {noun} {noun}.xlsx --dry-run
    corecrm import {noun} {noun}.csv --skip-errors
"""
)


def _one_of(option: str, text: str | None, known: Sequence[str]) -> Any:  # noqa: ANN401 - one of the literals
    if text is not None and text not in known:
        raise UsageProblem(
            _("{option}: “{text}” is none of: {known}").format(option=option, text=text, known=", ".join(known)), None
        )
    return text


def _maps(run: Run, noun: str, given: list[str]) -> dict[str, str]:
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


def _import(run: Run, noun: str, files: "list[tuple[ImportSpec, SourceFile]]", options: "Options") -> None:
    """Stages, plans and writes the files, then shows what came of it; the exit code is 65 where rows are rejected."""
    gc.freeze()  # what was loaded so far stays: looking through it again and again costs a tenth of an import
    gc.enable()
    run.reader.value("SELECT 1")  # brings an older store up to date before it is written
    outcome = _staged_and_written(run, noun, files, options)
    if outcome.refused:
        _save_error_files(run, outcome, files, options)
        run.code = REJECTED
    _show(run, outcome)


def _staged_and_written(run: Run, noun: str, files: "list[tuple[ImportSpec, SourceFile]]", options: "Options") -> "Outcome":
    from corecrm.exchange.importing import Moment, stage_files
    from corecrm.render.progress import progress
    from corecrm.store.bulk import open_staging

    moment = Moment(run.now, run.today, run.prefix)
    if run.outer is not None:
        return _written(run, noun, stage_files(run.outer.db, files, options), options, moment)
    db = open_staging(run.place)
    try:
        with progress(None, _("reading"), stream=run.err) as bar:
            stages = stage_files(db, files, options, bar.advance)
        return _written(run, noun, stages, options, moment)
    finally:
        db.close()


class _Refused(Exception):  # noqa: N818 - a signal, not an error
    """Rolls the change set back because rows are rejected."""


def _written(run: Run, noun: str, stages: "list[Stage]", options: "Options", moment: "Moment") -> "Outcome":
    """Writes what was staged, all or nothing."""
    from corecrm.exchange.importing import write
    from corecrm.store.changes import change_set

    if run.outer is not None:
        with run.change() as work:
            outcome = write(work.db, stages, options, moment, noun=noun)
        outcome.written = work.number
        return outcome
    occasion = run.occasion()
    run.close()  # our own read would hold up our write
    outcome = None
    with suppress(_Refused), change_set(run.place, occasion, dry_run=run.dry_run, db=stages[0].db) as work:
        outcome = write(work.db, stages, options, moment, noun=noun)
        if outcome.refused and not options.skip_errors:
            raise _Refused
    outcome.dry_run = run.dry_run
    if work.total and not run.dry_run:
        outcome.written = work.number
    return outcome


def _save_error_files(run: Run, outcome: "Outcome", files: "list[tuple[ImportSpec, SourceFile]]", options: "Options") -> None:
    """Saves a workbook for each file with rejected rows; where that is impossible, says so and goes on."""
    from corecrm.exchange.errors_workbook import free_name, save

    for (_spec, source), file in zip(files, outcome.files, strict=True):
        if file.rejected:
            path = free_name(source)
            try:
                save(source, file, path, rejected_only=options.skip_errors)
                outcome.error_files.append(str(path))
            except OutputRefused as refusal:
                run.say(refusal.message)


def _show(run: Run, outcome: "Outcome") -> None:
    from corecrm.exchange.result import as_json, page

    if run.options.get("output_format") == "json":
        import json

        run.out.write(json.dumps(as_json(outcome), ensure_ascii=False) + "\n")
        return
    run.show(page(outcome))


for _noun in NOUNS:
    _verb(_noun)


@app.writes("import.bundle")
def bundle(
    run: Run,
    path: Annotated[
        str, typer.Argument(metavar="FILE|DIR", help=N_("A folder with a file a noun, or a workbook with a sheet a noun"))
    ],
    encoding: Encoding = None,
    unit: Unit = None,
    date_format: DateFormat = None,
    dup: Duplicates = "error",
    no_overwrite: NoOverwrite = False,
    skip_errors: SkipErrors = False,
    since: Since = None,
) -> None:
    """Import files of many kinds that refer to each other, as one change set.

    Examples:
        corecrm import bundle data/demo --dry-run
        corecrm import bundle bank.xlsx
    """
    from corecrm.commands.permissions import allow
    from corecrm.exchange.bundle import open_bundle
    from corecrm.exchange.options import Options

    options = Options(
        unit=unit, order=_one_of("--date-format", date_format, ORDERS), encoding=encoding,
        duplicates=_one_of("--dup", dup, KEPT), overwrite=not no_overwrite, skip_errors=skip_errors, since=_day(run, since),
    )  # fmt: skip
    files = open_bundle(Path(path), encoding=encoding)
    actor = run.find("staff", run.actor, writing=True).key if run.actor else None
    for spec, _source in files:
        allow(run, actor, f"{spec.noun}.edit")
    _import(run, "bundle", files, options)


@app.reads
def template(
    run: Run, noun: Annotated[str, typer.Argument(metavar="NOUN", help=N_("What the sheet is for: client, staff, actual, …"))]
) -> None:
    """Write an empty sheet with our headings, choices to pick from, and an explanation of every field.

    Examples:
        corecrm import template client -o clients.xlsx
        corecrm import template actual -o facts.xlsx
    """
    from corecrm.exchange.specs import spec_of
    from corecrm.exchange.template import fields_table, save

    spec = spec_of(_known(noun))
    path = run.output_path()
    if path is None or path.suffix.lower() != ".xlsx":
        run.show(fields_table(spec))
        return
    save(spec, path)
    run.say(_("written: {path}; fill it in and run: corecrm import {noun} {path}").format(path=path, noun=spec.noun))


def _known(noun: str) -> str:
    from corecrm.names import similar

    if noun in NOUNS:
        return noun
    near = similar(noun, NOUNS)
    hint = _("did you mean {names}?").format(names=", ".join(near)) if near else ", ".join(NOUNS)
    raise UsageProblem(_("there is no import of “{noun}”").format(noun=noun), hint)


@app.lists
def list_(run: Run) -> None:
    """List the imports.

    Examples:
        corecrm import list
        corecrm import list --since 2026-11-01 --json
    """
    from corecrm.queries.batch import LISTING

    run.show(LISTING.table(run.reader, run.filters))


@app.reads
def show(
    run: Run, batch: Annotated[str, typer.Argument(metavar="BATCH", help=N_("Import: its code, such as I-20261123-01"))]
) -> None:
    """Show one import: its files, its counts, and the change set that undo takes back.

    Examples:
        corecrm import show I-20261123-01
        corecrm import show I-20261123-01 --json
    """
    from corecrm.queries.batch import card

    run.show(card(run.reader, run.find("batch", batch).id))


@app.writes("import.map")
def map_(
    run: Run,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=N_("What the map is called, after its source"))] = None,
    noun: Annotated[str | None, typer.Option("--noun", metavar="NOUN", help=N_("What the rows of that source are"))] = None,
    pairs: Annotated[
        list[str] | None, typer.Option("--set", metavar="THEIRS=OURS", help=N_("What a column means; may be repeated"))
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help=N_("Forget this map"))] = False,
) -> None:
    """Save what the columns of a source mean, to be used as --map @NAME; show one map, or list them all.

    Examples:
        corecrm import map core --noun client --set 客户号=code --set 户名=name
        corecrm import map core
        corecrm import map core --remove
    """
    from corecrm.queries.batch import maps

    if not pairs and not remove:
        run.show(maps(run.reader, name))
        return
    if name is None or (pairs and noun is None):
        raise UsageProblem(_("a map needs a name and --noun"), _("such as: corecrm import map core --noun client --set 户名=name"))
    if remove:
        maps(run.reader, name)
    columns = _maps(run, noun or "", pairs or [])
    with run.change() as work:
        from corecrm.services import column_map as service

        if remove:
            service.forget(work.session, name)
        else:
            service.keep(work.session, name=name, noun=_known(noun or ""), columns=columns)
