"""corecrm doctor: whether this machine and this store are fit for work, and what to do where they are not."""

import os
import platform
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.db import show_findings
from corecrm.commands.run import Run
from corecrm.commands.shells import outdated
from corecrm.commands.showing import width
from corecrm.errors import CrmError
from corecrm.fields.health import Checked, Result
from corecrm.paths import shipped
from corecrm.store.backups import last_backup
from corecrm.store.check import Finding, check
from corecrm.store.config import files
from corecrm.store.place import SCHEMA_VERSION
from corecrm.store.reader import Outdated, reading
from corecrm.store.sqlite import wal_is_safe
from corecrm.text import N_, _, language, pick
from corecrm.workdays import estimated

app = Verbs()

OWNER_ONLY = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@app.reads
def doctor(
    run: Run, fix: Annotated[bool, typer.Option("--fix", help=N_("Mend what can be mended: who may read the file"))] = False
) -> None:
    """Check this machine and the database, and say what each finding means.

    Examples:
        corecrm doctor
        corecrm doctor --fix
        corecrm doctor --json
    """
    found = [*_machine(), *_store(run, fix=fix), *_terminal(run), *_settings(run), *_calendars(run), *_completion(run)]
    show_findings(run, _("State of health"), found)


def _ok(check: Checked, detail: str) -> Finding:
    return Finding(check, Result.ok, detail)


def _warn(check: Checked, detail: str) -> Finding:
    return Finding(check, Result.warn, detail)


def _fault(check: Checked, detail: str) -> Finding:
    return Finding(check, Result.fault, detail)


def _machine() -> Iterator[Finding]:
    yield _ok(Checked.python, platform.python_version())
    if wal_is_safe(sqlite3.sqlite_version_info):
        reason = _("journal mode WAL: reading and writing do not wait for each other")
    else:
        reason = _("journal mode DELETE: this version has the WAL reset fault (mended in 3.44.6, 3.50.7, 3.51.3)")
    yield _ok(Checked.sqlite, pick("；", "; ").join([sqlite3.sqlite_version, reason]))
    catalogue = shipped("locales", "zh_CN", "LC_MESSAGES", "corecrm.mo")
    name = Checked.chinese_texts
    yield (
        _ok(name, str(catalogue))
        if catalogue.is_file()
        else _fault(name, _("{path} is missing: install the program anew").format(path=catalogue))
    )


def _store(run: Run, *, fix: bool) -> Iterator[Finding]:
    name = Checked.database
    try:
        with reading(run.place):
            pass
    except Outdated as error:
        yield _warn(name, pick("；", "; ").join(filter(None, (error.message, error.hint))))
        return
    except CrmError as error:
        yield _fault(name, pick("；", "; ").join(filter(None, (error.message, error.hint))))
        return
    yield _ok(name, _("{place}, schema {version}").format(place=run.place, version=SCHEMA_VERSION))
    if run.place.path is not None:
        yield from _file(run, run.place.path, fix=fix)
        yield from check(run.place)


def _file(run: Run, path: Path, *, fix: bool) -> Iterator[Finding]:
    yield _mode(path, fix=fix)
    folder, name = path.absolute().parent, Checked.folder
    if os.access(folder, os.W_OK):
        yield _ok(name, str(folder))
    else:
        yield _fault(name, _("{folder} cannot be written, so nothing can be changed").format(folder=folder))
    backup, name = last_backup(run.place), Checked.last_backup
    yield _ok(name, str(backup)) if backup else _warn(name, _("there is none: corecrm db backup"))


def _mode(path: Path, *, fix: bool) -> Finding:
    name, mode = Checked.file_mode, stat.S_IMODE(path.stat().st_mode)
    if not mode & OTHERS:
        return _ok(name, _("its owner only ({mode})").format(mode=f"{mode:04o}"))
    if fix:
        path.chmod(OWNER_ONLY)
        return _ok(name, _("its owner only, from now on (it was {mode})").format(mode=f"{mode:04o}"))
    return _fault(name, _("others too ({mode}): corecrm doctor --fix").format(mode=f"{mode:04o}"))


def _terminal(run: Run) -> Iterator[Finding]:
    encoding = getattr(run.out, "encoding", None) or "utf-8"
    name = Checked.terminal
    detail = _("{encoding}, {width} columns, {colour}").format(
        encoding=encoding, width=width(run), colour=_("coloured") if run.colour else _("without colours")
    )
    if language() == "zh" and run.palette.encoding not in ("utf-8", "gbk"):
        yield _warn(name, detail + pick("；", "; ") + _("it cannot show Chinese: set LANG=zh_CN.UTF-8"))
    else:
        yield _ok(name, detail)


def _settings(run: Run) -> Iterator[Finding]:
    for path in files(run.settings.config_file, run.settings.environ):
        there = path.is_file()
        yield _ok(Checked.settings_file, str(path) if there else _("{path} (none there)").format(path=path))
    given = [f"{each.name} = {each.value} ({each.origin})" for each in run.settings.config.values()]
    yield _ok(Checked.settings, pick("；", "; ").join(given) or _("none; the program's own values hold"))


def _calendars(run: Run) -> Iterator[Finding]:
    for year in (run.today.year, run.today.year + 1):
        if estimated(year):
            detail = _("{year}: not announced yet; computed, and marked so wherever a deadline depends on them")
            yield _warn(Checked.working_days, detail.format(year=year))
        else:
            yield _ok(Checked.working_days, _("{year}: as announced").format(year=year))


def _completion(run: Run) -> Iterator[Finding]:
    for shell, path in outdated(run.settings.environ):
        detail = _("{path} is of another version: corecrm completion install {shell}")
        yield _warn(Checked.completion, detail.format(path=path, shell=shell))
