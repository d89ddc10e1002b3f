import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Crm
from corecrm.commands.shells import SHELLS

BIN = Path(sys.executable).parent
HEAVY = ("rich", "sqlalchemy", "sqlmodel", "pydantic", "openpyxl", "questionary", "alembic")
SCRIPT = """
eval "$(corecrm completion show bash)"
complete_line() { COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); COMPREPLY=(); _corecrm_completion corecrm; echo "${COMPREPLY[@]}"; }
complete_line corecrm cli
complete_line corecrm client sh
complete_line corecrm client show HX-00
complete_line corecrm --db nowhere.db client show HX-00
complete_line corecrm client edit HX-0001 --reg
complete_line corecrm client list --so
"""


def asked(crm: Crm, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    crm.env(_CORECRM_COMPLETE="complete_bash", COMP_WORDS="\n".join(("corecrm", *words)), COMP_CWORD=str(len(words)))
    said = crm(lang=None)
    crm.env(_CORECRM_COMPLETE=None)
    assert (said.out, said.err) == ("", "")
    return capsys.readouterr().out.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_completes_commands_options_and_codes(crm: Crm) -> None:
    crm("client", "add", "星河集团")
    crm("client", "add", "云帆集团")
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(["bash", "-c", SCRIPT], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["client", "show", "HX-0001 HX-0002", "", "--registered", "--sort"]
    assert done.stderr == ""


def test_codes_come_from_the_store_that_is_named(crm: Crm, capsys: pytest.CaptureFixture[str]) -> None:
    crm("client", "add", "星河集团")
    assert asked(crm, capsys, "client", "show", "H") == ["HX-0001"]
    crm.env(CORECRM_DB=None)
    assert asked(crm, capsys, "client", "show", "H") == []
    assert asked(crm, capsys, "--db", "bank.db", "client", "show", "H") == ["HX-0001"]
    assert asked(crm, capsys, "client", "show", "--db", "bank.db", "H") == ["HX-0001"]
    crm("config", "set", "db", "bank.db")
    assert asked(crm, capsys, "client", "show", "H") == ["HX-0001"]
    (crm.folder / "other.toml").write_text("db = 'nowhere.db'")
    assert asked(crm, capsys, "--config", "other.toml", "client", "show", "H") == []


def test_commands_and_verbs_are_completed_out_of_the_registry(crm: Crm, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(crm, capsys, "cli") == ["client"]
    assert asked(crm, capsys, "client", "sh") == ["show"]


def test_removed_records_are_not_offered(crm: Crm, capsys: pytest.CaptureFixture[str]) -> None:
    crm("client", "add", "星河集团")
    crm("client", "remove", "HX-0001")
    assert asked(crm, capsys, "client", "show", "H") == []


@pytest.mark.parametrize("there", [b"", b"not a database" * 200, None])
def test_whatever_is_wrong_with_the_store_completion_is_silent(
    crm: Crm, capsys: pytest.CaptureFixture[str], there: bytes | None
) -> None:
    crm.db.unlink()
    if there is not None:
        crm.db.write_bytes(there)
    assert asked(crm, capsys, "client", "show", "H") == []
    assert asked(crm, capsys, "--db", "postgresql://bank/crm", "client", "show", "H") == []


def test_a_settings_file_that_cannot_be_read_is_passed_over(crm: Crm, capsys: pytest.CaptureFixture[str]) -> None:
    (crm.folder / "config.toml").write_text("not = [toml")
    assert asked(crm, capsys, "client", "sh") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_see_the_names_beside_the_codes(crm: Crm, capsys: pytest.CaptureFixture[str], shell: str) -> None:
    crm("client", "add", "[星河] 集团")
    words = {"_TYPER_COMPLETE_ARGS": "corecrm client show H", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    crm.env(_CORECRM_COMPLETE=f"complete_{shell}", **words)
    crm(lang=None)
    said = capsys.readouterr().out
    assert ("HX-0001" in said, "[星河] 集团" in said) == (True, True)


def test_a_completion_loads_nothing_heavy(crm: Crm) -> None:
    crm("client", "add", "星河集团")
    code = f"import sys; from corecrm.cli import run; run([]); print([name for name in {HEAVY} if name in sys.modules])"
    asks = {"_CORECRM_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "corecrm client show H"}
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **asks}, capture_output=True, text=True, check=True)
    assert ("HX-0001" in done.stdout, done.stdout.splitlines()[-1]) == (True, "[]")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_names_our_variable(crm: Crm, shell: str) -> None:
    assert "_CORECRM_COMPLETE=complete_" + shell in crm("completion", "show", shell).out
    assert crm("completion", "show", shell, "--json").json["shell"] == shell


def test_a_shell_that_we_do_not_know_is_refused(crm: Crm) -> None:
    assert "name one: bash, zsh, fish" in crm("completion", "show", "tcsh", code=2).err
    crm.env(SHELL=None)
    assert "name one" in crm("completion", "install", code=2).err


def test_completion_is_installed_for_the_user(crm: Crm) -> None:
    crm.env(SHELL="/usr/bin/fish")
    assert "new terminals" in crm("completion", "install").err
    assert "complete_fish" in (crm.folder / ".config/fish/completions/corecrm.fish").read_text()
    made = Path(crm("completion", "install", "bash", "-q").out.strip())
    assert (made.is_relative_to(crm.folder), "complete_bash" in made.read_text()) == (True, True)
    assert str(made) in (crm.folder / ".bashrc").read_text()


STARTUP = {"bash": ".bashrc", "zsh": "dots/.zshrc"}


@pytest.mark.parametrize("shell", SHELLS)
def test_an_older_function_is_replaced_and_start_up_files_keep_what_they_hold(crm: Crm, shell: str) -> None:
    (crm.folder / "dots").mkdir()
    crm.env(ZDOTDIR=str(crm.folder / "dots"))
    path = Path(crm("completion", "install", shell, "-q").out.strip())
    path.write_text("eval $(corecrm)")
    theirs = "alias 网点='cd /'\n\n".encode("gbk")
    if shell in STARTUP:
        (crm.folder / STARTUP[shell]).write_bytes(theirs.rstrip())
    for _time in range(2):
        crm("completion", "install", shell)
    assert path.read_text(encoding="utf-8").rstrip() == crm("completion", "show", shell).out.rstrip()
    if shell in STARTUP:
        first, *added = (crm.folder / STARTUP[shell]).read_bytes().splitlines()
        assert (first, len(added), added[0].startswith((b"source ", b"fpath+="))) == (theirs.rstrip(), 1, True)


def test_a_home_that_cannot_be_written_is_said(crm: Crm) -> None:
    (crm.folder / ".config").write_text("")
    assert "cannot write" in crm("completion", "install", "fish", code=73).err
