"""corecrm demo: an invented bank, built by the program's own import, with its main screens and the quarterly report."""

from pathlib import Path
from typing import Annotated

import typer

from corecrm.causes import cause_of
from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.commands.settings import said
from corecrm.errors import CrmError, OutputRefused
from corecrm.paths import shipped
from corecrm.text import N_, _, language

app = Verbs()

TODAY = "2026-11-23"  # the day that the demo's figures are told from
FILES = ("demo.db", "corecrm.toml", "report.xlsx")
SCREENS = ("today", "group tree XH", "client show HX-0002", "goal tree G-2026-XH", "task board XH", "risk board")
TO_TRY = (
    "corecrm goal split G-2026-XH/dep_adb --by inst --amounts BJ=8000万,SH=9000万,TJ=7000万",
    "corecrm goal tree G-2026-XH",
    "corecrm task list --overdue",
    "corecrm explain HX-0002 --field dep_adb",
    "corecrm undo",
)


@app.reads
def demo(
    run: Run,
    into: Annotated[Path, typer.Option("--into", metavar="PATH", help=N_("The folder to build it in"))] = Path("corecrm-demo"),
) -> None:
    """Build an invented bank in a folder, show its main screens and write its quarterly report.

    Examples:
        corecrm demo
        corecrm demo --into bank --lang zh --overwrite
    """
    lang = said(run.settings.argv, "--lang")
    folder = _folder(into, overwrite=bool(run.options.get("output_overwrite")))
    store, report = folder / "demo.db", folder / "report.xlsx"
    (folder / "corecrm.toml").write_text(
        f'db = "{store.absolute()}"\ndate = "{TODAY}"\n' + (f'lang = "{lang}"\n' if lang else ""), encoding="utf-8"
    )
    _do(run, store, "init", "--bank", "示例银行")
    _do(run, store, "import", "bundle", str(shipped("data", "demo")))
    for screen in SCREENS:
        run.say(f"\n$ corecrm {screen}")
        _do(run, store, *screen.split(), *([] if run.out.isatty() else ["-f", "table"]))
    _do(run, store, "report", "quarter", "XH", "--period", "2026Q3", "-o", str(report))
    run.say("\n" + _("the demo bank is in {folder}; there, try:").format(folder=folder))
    run.say("\n".join([f"  cd {folder}", *(f"  {line}" for line in TO_TRY)]))


def _folder(path: Path, *, overwrite: bool) -> Path:
    """The folder, made, and free of an earlier demo.

    Raises:
        OutputRefused: there is one already, or the folder cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("cannot create {path}: {reason}").format(path=path, reason=cause_of(error))
        raise OutputRefused(message, _("name another folder with --into")) from error
    for name in FILES:
        if not overwrite and (path / name).exists():
            message = _("there is a demo in {path} already").format(path=path)
            raise OutputRefused(message, _("replace it with --overwrite, or name another folder with --into"))
        (path / name).unlink(missing_ok=True)
    return path


def _do(run: Run, store: Path, *words: str) -> None:
    assert run.command_line is not None  # set by whoever made the run
    argv = ["--db", str(store), "--date", TODAY, "--lang", language(), "--no-input", *words]
    code = run.command_line(argv, out=run.out, err=run.err, outer=None)
    if code:
        raise CrmError(_("the demo could not be built: {words} ended in {code}").format(words=" ".join(words), code=code))
