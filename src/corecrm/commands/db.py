"""corecrm db: the database itself, its state, backups and size."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.commands.telling import show_bare, tell
from corecrm.errors import FindingsReported, UsageProblem
from corecrm.fields import FROM_DATABASE, Kind, Page, Table, columns
from corecrm.fields import health as F
from corecrm.store.place import SCHEMA_VERSION, Place
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.store.check import Finding

app = Verbs()

STATUS = columns(F.path, F.size, F.schema, F.engine, F.journal_mode, F.last_change_set, F.last_change_at, F.last_backup)
CHECKS = columns(F.check, F.result, F.detail)


@app.reads
def status(run: Run) -> None:
    """Show where the database is, how large, of which version, and what it holds.

    Examples:
        corecrm db status
        corecrm --db bank.db db status --json
    """
    from corecrm.store.upkeep import status

    found = status(run.reader, run.place)
    number, at = found.last_change or (None, None)
    moment = at and FROM_DATABASE[Kind.instant](at)
    backup = found.last_backup and str(found.last_backup)
    row = (str(run.place), found.size, found.schema, found.engine, found.journal_mode, number, moment, backup)
    database = Table("", STATUS, [row], card=True, key="path", name="database")
    held = Table(_("Records"), columns(F.noun, F.records), list(found.records.items()), key="noun", name="records")
    run.show(Page(_("Database"), (database, held)))


@app.reads
def path(run: Run) -> None:
    """Print where the database is.

    Examples:
        corecrm db path
        ls -l "$(corecrm db path)"
    """
    show_bare(run, Table(_("Database"), columns(F.path), [(str(run.place),)], card=True, key="path"))


@app.reads
def migrate(run: Run) -> None:
    """Bring the database up to date with this program, after a backup. Any command does it by itself when it is needed.

    Examples:
        corecrm db migrate
        corecrm --db old.db db migrate --json
    """
    place = ready(run)
    table = Table(_("Database"), columns(F.path, F.schema), [(str(place), SCHEMA_VERSION)], card=True, key="path")
    tell(run, table, _("{place} is up to date (schema {version})").format(place=place, version=SCHEMA_VERSION))


def ready(run: Run) -> Place:
    """Where the store is, once it is known to be one of ours, and an older one has been brought up to date."""
    run.reader  # noqa: B018 - opening it is what does so
    return run.place


@app.reads
def backup(
    run: Run,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help=N_("Where to; a dated file beside the database if not given"))
    ] = None,
) -> None:
    """Copy the database, while others may work with it, and check the copy.

    Examples:
        corecrm db backup
        corecrm db backup /mnt/backup/bank-2026-11-23.db
    """
    from corecrm.store.backup import back_up

    made = back_up(run.place, now=run.now, to=file.expanduser() if file else None)
    table = Table(_("Backup"), columns(F.path, F.size), [(str(made), made.stat().st_size)], card=True, key="path")
    tell(run, table, _("{mark} backup: {path}").format(mark=run.palette.yes, path=made))


@app.reads
def restore(
    run: Run,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("A backup"))],
    confirm: Annotated[
        str | None, typer.Option("--confirm", metavar="NAME", help=N_("The file name of the database that is replaced"))
    ] = None,
) -> None:
    """Put a backup in the place of the database. What was there is backed up first.

    Examples:
        corecrm db restore backups/corecrm-20261122T100000Z.db
        corecrm db restore bank-2026-11-22.db --confirm corecrm.db --no-input
    """
    from corecrm.store.backup import restore, verify

    target, source = run.place.file, file.expanduser()
    verify(source)
    if target.exists():
        _confirm(run, target, confirm)
    run.close()
    saved = restore(run.place, source, now=run.now)
    row = (str(target), str(source), saved and str(saved))
    table = Table(_("Database"), columns(F.path, F.restored_from, F.saved), [row], card=True, key="path")
    kept = "　" + _("what was there: {saved}").format(saved=saved) if saved else ""
    tell(run, table, _("{mark} {path} restored from {source}").format(mark=run.palette.yes, path=target, source=source) + kept)


def _confirm(run: Run, target: Path, said: str | None) -> None:
    """Restoring replaces everything, so the name of what is replaced is asked for."""
    if said is None:
        if not run.interactive:
            raise UsageProblem(
                _("restoring replaces {path}").format(path=target), _("confirm it with --confirm {name}").format(name=target.name)
            )
        said = run.prompter.text(
            _("Restoring replaces {path}. Type its name ({name}) to go on").format(path=target, name=target.name)
        )
    if said.strip() != target.name:
        message = _("“{said}” is not the name of the database {path}").format(said=said, path=target)
        raise UsageProblem(message, _("confirm it with --confirm {name}").format(name=target.name))


@app.reads
def check(run: Run) -> None:
    """Check the database: its pages, references, triggers and the seals of the log.

    Examples:
        corecrm db check
        corecrm db check --json
    """
    from corecrm.store.check import check

    show_findings(run, _("Database"), check(ready(run)))


def show_findings(run: Run, title: str, found: "Sequence[Finding]") -> None:
    """Shows what checks came to.

    Raises:
        FindingsReported: one of them found a fault.
    """
    run.show(Table(title, CHECKS, [(each.check, each.result, each.detail) for each in found], key="check", name="checks"))
    faults = [each.check.label for each in found if each.result is F.Result.fault]
    if faults:
        raise FindingsReported(_("fault found: {names}").format(names=", ".join(faults)))


@app.reads
def compact(run: Run) -> None:
    """Make the file smaller: give back the room that deleted records left.

    Examples:
        corecrm db compact
        corecrm db compact --json
    """
    from corecrm.store.upkeep import compact

    place = ready(run)
    run.close()  # our own read would hold up the rewriting
    before, after = compact(place)
    row = (str(place), before, after)
    table = Table(_("Database"), columns(F.path, F.size_before, F.size_after), [row], card=True, key="path")
    tell(
        run,
        table,
        _("{mark} {before} bytes → {after} bytes").format(mark=run.palette.yes, before=f"{before:,}", after=f"{after:,}"),
    )
