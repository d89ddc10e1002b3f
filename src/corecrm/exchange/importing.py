"""Imports files: understand, stage, then plan and write inside one change set, all or nothing.

A dry run is the same code in a change set that is rolled back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from corecrm.exchange.applying import Prefix, apply
from corecrm.exchange.judging import ahead, breached, doubtful, duplicates, missing, overlapping, reject
from corecrm.exchange.matching import compare, match
from corecrm.exchange.measured import metrics
from corecrm.exchange.options import Options
from corecrm.exchange.outcome import Fault, FileOutcome, Outcome, Skipped, Understood
from corecrm.exchange.parts import plan_parts, take_rows_along
from corecrm.exchange.reader import SourceFile
from corecrm.exchange.reading import Manner
from corecrm.exchange.references import References
from corecrm.exchange.repeating import manner_of, result_of
from corecrm.exchange.resolving import create_references, keep_references, orphans, resolve, resolve_own, unresolved
from corecrm.exchange.spec import ImportSpec, Told
from corecrm.exchange.staging import Conversion, Stage, data_rows, fill, literal, staged_fields
from corecrm.exchange.understanding import Sheet, understand
from corecrm.exchange.wide import by_heading, melted
from corecrm.store.bulk import Bulk, attempt, check_references_late, keep_last_id, last_id, staging

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Moment:
    """When an import happens and what its records are numbered by.

    Args:
        now: by the real clock.
        today: the business day.
        prefix: what new codes of a noun begin with.
    """

    now: datetime
    today: date
    prefix: Prefix


def stage_files(
    db: Bulk, files: Sequence[tuple[ImportSpec, SourceFile]], options: Options, advance: Advance = lambda _count: None
) -> list[Stage]:
    """Reads files into temporary tables on `db`, one after the other, in the order in which they will be written.

    Raises:
        DataRejected, InputMissing, UsageProblem: a file that cannot be read or understood at all.
    """
    references = References()
    create_references(db)
    stages = []
    for spec, source in files:
        with staging(db):
            stages.append(_staged(db, spec, source, options, references, advance))
            keep_references(db, references)
    return stages


def _staged(db: Bulk, spec: ImportSpec, source: SourceFile, options: Options, references: References, advance: Advance) -> Stage:
    sheet, told = _understood(db, spec, source, options, references)
    outcome = _outcome(sheet)
    sheet = replace(sheet, data=data_rows(sheet, outcome))
    if spec.corrected:
        sheet = melted(sheet, by_heading(metrics(told)), spec, options)
        outcome.ignored = sheet.ignored
    places = {column.key: f"{column.heading.column_letter} {column.heading.text}" for column in sheet.columns if column.heading}
    stage = Stage(db, spec, outcome, staged_fields(sheet), places, table=f"stage_{spec.noun}")
    manner = Manner(options.unit, options.order, exact=source.format == "jsonl")
    conversion = Conversion(sheet, stage, references, manner, spec.rule(told) if spec.rule else None)
    fill(stage, sheet, conversion, advance)
    return stage


def _understood(db: Bulk, spec: ImportSpec, source: SourceFile, options: Options, references: References) -> tuple[Sheet, Told]:
    told = Told(db, references, {}, options.unit, options.period, fractions=source.format == "jsonl")
    named = by_heading(metrics(told)) if spec.corrected else {}
    sheet = understand(source, spec, options, also=named.__contains__)
    return sheet, told._replace(units=sheet.units)


def _outcome(sheet: Sheet) -> FileOutcome:
    source = sheet.source
    outcome = FileOutcome(source.name, sheet.spec.noun, source.sha256, source.sheet or "", sheet.header.row, ignored=sheet.ignored)
    outcome.letters = [heading.column_letter for heading in sheet.header.headings]
    outcome.columns = [
        Understood(column.heading.column_letter, column.heading.text, column.field.label.title)
        for column in sheet.columns
        if column.heading
    ]
    outcome.skipped = [Skipped(row, "title") for row in sheet.header.above]
    outcome.warnings = [Fault(outcome.sheet, 0, "", "", "file", warning) for warning in source.warnings]
    return outcome


def write(db: Bulk, stages: Iterable[Stage], options: Options, moment: Moment, *, noun: str) -> Outcome:
    """Plans and writes what was staged, inside the caller's change set. Whether it stands is the caller's decision.

    Args:
        db: the connection of the change set.
        stages: in the order in which they are to be written.
        options: of the import.
        moment: when it happens.
        noun: what the batch is called: a noun, or `bundle`.
    """
    check_references_late(db)
    outcome = Outcome([], skip_errors=options.skip_errors)
    stages = list(stages)
    batch_id = last_id(db, "batch") + 1 + sum(stage.outcome.read for stage in stages if stage.spec.table == "batch")
    for stage in stages:
        _give(stage, moment, batch_id)
        _plan_and_apply(stage, options, moment)
        outcome.files.append(stage.outcome)
    if outcome.total("new") + outcome.total("changed"):
        outcome.batch = _next_batch(db, moment)
        _keep_batch(db, batch_id, noun, outcome, moment, manner_of(noun, options, outcome.files))
    return outcome


def _give(stage: Stage, moment: Moment, batch_id: int) -> None:
    """What the rows of facts get besides their sheet: where they come from and when they were recorded."""
    if not stage.spec.corrected:
        return
    outcome = stage.outcome
    origin = {
        "recorded_at": literal(moment.now.astimezone(UTC).isoformat(timespec="seconds")),
        "batch": str(batch_id),
        "source_file": literal(outcome.name),
        "source_sheet": literal(outcome.sheet) if outcome.sheet else "NULL",
        "source_row": "s.stage_row",
    }
    told = "source_file" in stage.columns
    stage.given.update({key: value for key, value in origin.items() if key == "recorded_at" or not told})


def _plan_and_apply(stage: Stage, options: Options, moment: Moment) -> None:
    stage.base, stage.today = last_id(stage.db, stage.spec.table), moment.today.isoformat()
    resolve(stage)
    objections = match(stage)
    resolve_own(stage)
    objections += duplicates(stage, options.duplicates)
    objections += unresolved(stage)
    known = {objection.line for objection in objections}
    reject(stage, [*objections, *(each for each in missing(stage) if each.line not in known)])
    compare(stage, overwrite=options.overwrite)
    for check in (ahead, *stage.spec.checks):
        reject(stage, check(stage))
    parts = plan_parts(stage, options.since, overwrite=options.overwrite)
    _write_what_fits(stage, parts, options, moment)


def _write_what_fits(stage: Stage, parts: list[Stage], options: Options, moment: Moment) -> None:
    """Writes a stage; what breaks a rule over several rows shows only then. Such rows are rejected, the others written without.

    Where a rejected row stops the whole import, what was written is taken back by the caller.
    """
    while followers := orphans(stage):
        reject(stage, followers)
    (since,) = stage.db.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()
    with attempt(stage.db, again=options.skip_errors) as take_back:
        for each in (stage, *parts):
            if each is not stage:  # whose ids its rows know each other by already
                each.base = last_id(each.db, each.spec.table)
            apply(each, moment.prefix, overwrite=options.overwrite)
        objections = [(each, found) for each in (stage, *parts) for found in overlapping(each)]
        objections = objections or breached((stage, *parts), since, moment.today)
        if objections:
            take_back()
    for each, found in objections:
        reject(each, [found])
        if each is not stage:
            take_rows_along(stage, each)
    if objections and options.skip_errors:
        _write_what_fits(stage, parts, options, moment)
    else:
        _count(stage)
        stage.outcome.warnings += doubtful(stage)


def _count(stage: Stage) -> None:
    counts = dict(stage.db.execute(f"SELECT stage_state, count(*) FROM {stage.table} GROUP BY stage_state").fetchall())
    outcome = stage.outcome
    outcome.new, outcome.changed, outcome.unchanged = (counts.get(state, 0) for state in ("new", "changed", "unchanged"))
    outcome.faults.sort(key=lambda fault: (fault.row, fault.column))


def _next_batch(db: Bulk, moment: Moment) -> str:
    """`I-20261123-01`: the day, and which import of the day it is."""
    begin = f"{moment.prefix('batch')}{moment.today:%Y%m%d}-"
    (last,) = db.execute("SELECT max(code) FROM batch WHERE code LIKE ?", (f"{begin}%",)).fetchone()
    return f"{begin}{int(last.rsplit('-', 1)[1]) + 1 if last else 1:02d}"


def _keep_batch(db: Bulk, batch_id: int, noun: str, outcome: Outcome, moment: Moment, manner: str) -> None:
    names = "; ".join(dict.fromkeys(file.name for file in outcome.files))[:2000]
    digests = " ".join(dict.fromkeys(file.sha256 for file in outcome.files))[:2000]
    imported_at = moment.now.astimezone(UTC).isoformat(timespec="seconds")
    counts = [outcome.total(name) for name in ("read", "new", "changed", "unchanged", "rejected")]
    db.execute(
        "INSERT INTO batch (id, code, noun, files, sha256, imported_at, read, new, changed, unchanged, rejected, manner, result)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (batch_id, outcome.batch, noun, names, digests, imported_at, *counts, manner, result_of(outcome)),
    )
    keep_last_id(db, "batch")
