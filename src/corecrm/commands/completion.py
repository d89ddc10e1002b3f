"""corecrm completion: commands, options and codes in the shell at a press of Tab."""

from pathlib import PurePath
from typing import Annotated

import typer

from corecrm.causes import cause_of
from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.commands.shells import SHELLS, script
from corecrm.commands.shells import install as install_for
from corecrm.commands.telling import ASKS_FOR_DATA, tell
from corecrm.errors import OutputRefused, UsageProblem
from corecrm.fields import Label, Table, columns
from corecrm.text import N_, _

app = Verbs()

F_SHELL = Label("shell", "命令行解释器", "Shell")
F_SCRIPT = Label("script", "脚本", "Script")
F_PATH = Label("path", "文件", "File")


@app.reads
def show(run: Run, shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish", help=N_("The shell"))]) -> None:
    """Print the script that makes a shell complete corecrm.

    Examples:
        corecrm completion show bash
        corecrm completion show fish > ~/.config/fish/completions/corecrm.fish
    """
    text = script(_known(shell)).rstrip()
    if any(run.options.get(name) for name in ASKS_FOR_DATA):
        run.show(Table(_("Completion"), columns(F_SHELL, F_SCRIPT), [(shell, text)], card=True, key="shell"))
    else:
        run.out.write(text + "\n")


@app.reads
def install(
    run: Run,
    shell: Annotated[str | None, typer.Argument(metavar="[bash|zsh|fish]", help=N_("The shell; yours if not given"))] = None,
) -> None:
    """Set completion up for a shell, for this user; new terminals have it.

    Examples:
        corecrm completion install
        corecrm completion install zsh
    """
    wanted = _known(shell or PurePath(run.settings.environ.get("SHELL", "")).name)
    try:
        path = install_for(wanted, run.settings.environ)
    except OSError as error:
        raise OutputRefused(_("cannot write {path}: {reason}").format(path=error.filename, reason=cause_of(error))) from error
    table = Table(_("Completion"), columns(F_SHELL, F_PATH), [(wanted, str(path))], card=True, key="path")
    tell(
        run,
        table,
        _("{mark} {shell} completes corecrm in new terminals: {path}").format(mark=run.palette.yes, shell=wanted, path=path),
    )


def _known(shell: str) -> str:
    if shell not in SHELLS:
        message = _("no completion for the shell “{shell}”").format(shell=shell)
        raise UsageProblem(message, _("name one: {shells}").format(shells=", ".join(SHELLS)))
    return shell
