"""The course of an import: stage, write all or nothing, save what was rejected, show what came of it."""

import gc
from contextlib import suppress
from typing import TYPE_CHECKING

from corecrm.commands.run import Run
from corecrm.errors import DataRejected, OutputRefused
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.exchange.importing import Moment
    from corecrm.exchange.options import Options
    from corecrm.exchange.outcome import Outcome
    from corecrm.exchange.reader import SourceFile
    from corecrm.exchange.spec import ImportSpec
    from corecrm.exchange.staging import Stage
    from corecrm.store.sqlite import Connection


def take_in(run: Run, noun: str, files: "list[tuple[ImportSpec, SourceFile]]", options: "Options") -> None:
    """Stages, plans and writes the files, then shows what came of it; the exit code is 65 where rows are rejected."""
    gc.freeze()  # what was loaded so far stays: looking through it again and again costs a tenth of an import
    gc.enable()
    run.require_current()
    outcome = _known(run, noun, files, options) or _staged_and_written(run, noun, files, options)
    if outcome.refused:
        _save_error_files(run, outcome, files, options)
        run.code = DataRejected.exit_code
    _show(run, outcome)


def _known(run: Run, noun: str, files: "list[tuple[ImportSpec, SourceFile]]", options: "Options") -> "Outcome | None":
    """What is known of the files if the last write was their import; whoever may not import them may not ask either."""
    from corecrm.commands.writing import occasion
    from corecrm.exchange.repeating import repeated

    if run.outer is not None:
        return None
    occasion(run)
    outcome = repeated(run.reader, noun, files, options)
    if outcome is not None:
        outcome.dry_run = run.dry_run
    return outcome


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
        return _written(run, noun, stages, options, moment, db)
    finally:
        db.close()


class _Refused(Exception):
    """Rolls the change set back because rows are rejected."""


def _written(
    run: Run, noun: str, stages: "list[Stage]", options: "Options", moment: "Moment", db: "Connection | None" = None
) -> "Outcome":
    """Writes what was staged on `db`, or on the script's own connection; all or nothing."""
    from corecrm.commands.writing import occasion
    from corecrm.exchange.importing import write
    from corecrm.exchange.outcome import Fault
    from corecrm.queries.gaps import gaps
    from corecrm.services.judge import judge
    from corecrm.store.changes import change_set
    from corecrm.store.reader import Reader

    if run.outer is not None:
        with run.change() as work:
            outcome = write(work.db, stages, options, moment, noun=noun)
        outcome.written = work.number
        return outcome
    who = occasion(run)
    run.close()  # our own read would hold up our write
    with suppress(_Refused), change_set(run.place, who, dry_run=run.dry_run, db=db, judge=judge(run.today)) as work:
        outcome = write(work.db, stages, options, moment, noun=noun)
        open_ = gaps(Reader(work.db), work.since, run.today)
        outcome.files[-1].warnings += [Fault("", 0, "", "", "check", sentence) for sentence in open_]
        if outcome.refused and not options.skip_errors:
            raise _Refused
    outcome.dry_run = run.dry_run
    outcome.written = work.number if work.total and not run.dry_run else None
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

        run.out.write(json.dumps(as_json(outcome), ensure_ascii=run.palette.encoding != "utf-8") + "\n")
        return
    run.show(page(outcome))
