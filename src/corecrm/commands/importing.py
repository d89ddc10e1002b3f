"""corecrm import: files of the bank's systems and colleagues, checked row by row before anything is written."""

from pathlib import Path
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.import_options import (
    KEPT,
    ORDERS,
    DateFormat,
    Delimiter,
    Duplicates,
    Encoding,
    File,
    HeaderRow,
    Maps,
    NoOverwrite,
    Period,
    Sheet,
    Since,
    SkipErrors,
    Unit,
    column_maps,
    first_day,
    known_period,
    one_of,
)
from corecrm.commands.run import Run
from corecrm.commands.taking_in import take_in
from corecrm.errors import UsageProblem
from corecrm.exchange.specs import NOUNS
from corecrm.queries.batch import LISTING, batches
from corecrm.text import N_, _

app = Verbs()
VERB_HELP = (
    N_("Import a file of these records: every row is checked before anything is written.")
    + """

Examples:
    corecrm import {noun} {noun}.xlsx --dry-run
    corecrm import {noun} {noun}.csv --skip-errors
"""
)


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
            sheet=sheet,
            header=header,
            maps=column_maps(run, noun, maps or []),
            unit=unit,
            order=one_of("--date-format", date_format, ORDERS),
            encoding=encoding,
            delimiter=delimiter,
            duplicates=one_of("--dup", dup, KEPT),
            overwrite=not no_overwrite,
            skip_errors=skip_errors,
            since=first_day(run, since),
            period=known_period(period),
        )
        source = open_file("-" if file == "-" else Path(file), sheet=sheet, encoding=encoding, delimiter=delimiter)
        take_in(run, noun, [(spec_of(noun), source)], options)

    verb.__name__ = noun
    verb.__doc__ = VERB_HELP.format(noun=noun)
    app.writes(f"{noun}.edit")(verb)


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
        unit=unit, order=one_of("--date-format", date_format, ORDERS), encoding=encoding,
        duplicates=one_of("--dup", dup, KEPT), overwrite=not no_overwrite, skip_errors=skip_errors, since=first_day(run, since),
    )  # fmt: skip
    files = open_bundle(Path(path), encoding=encoding)
    actor = run.find("staff", run.actor, writing=True).key if run.actor else None
    for spec, _source in files:
        allow(run, actor, f"{spec.noun}.edit")
    take_in(run, N_("bundle"), files, options)


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
    hint = (
        _("did you mean {names}?").format(names=", ".join(near)) if near else _("they are: {names}").format(names=", ".join(NOUNS))
    )
    raise UsageProblem(_("there is no import of “{noun}”").format(noun=noun), hint)


@app.lists(LISTING)
def list_(run: Run) -> None:
    """List the imports.

    Examples:
        corecrm import list
        corecrm import list --since 2026-11-01 --json
    """
    run.show(batches(run.reader, run.filters))


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
    columns = column_maps(run, noun or "", pairs or [])
    with run.change() as work:
        from corecrm.services import column_map as service

        if remove:
            service.forget(work.session, name)
        else:
            service.keep(work.session, name=name, noun=_known(noun or ""), columns=columns)
