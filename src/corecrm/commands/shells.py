"""The functions that make a shell complete corecrm: their text, and where a user's shell looks for them."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from corecrm.paths import shipped

SHELLS = ("bash", "zsh", "fish")


class Place(NamedTuple):
    """Where a shell's function is, and the line of its start-up file, if it needs one, that makes the shell look there."""

    function: Path
    startup: Path | None = None
    line: str = ""


def script(shell: str) -> str:
    """The function of one of SHELLS."""
    return shipped("data", "completion", f"corecrm.{shell}").read_text(encoding="utf-8")


def place(shell: str, environ: Mapping[str, str]) -> Place:
    """Where the function of one of SHELLS belongs for the user whose environment it is."""
    home = Path.home()
    if shell == "bash":
        function = home / ".bash_completions" / "corecrm.sh"
        return Place(function, home / ".bashrc", f"source {_quoted(function)}")
    if shell == "zsh":
        rc = Path(environ.get("ZDOTDIR") or home) / ".zshrc"
        return Place(home / ".zfunc" / "_corecrm", rc, "fpath+=~/.zfunc; autoload -Uz compinit; compinit")
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    return Place(config / "fish" / "completions" / "corecrm.fish")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", r"'\''") + "'"


def install(shell: str, environ: Mapping[str, str]) -> Path:
    """Writes the function of one of SHELLS where it belongs, over an older one; returns its path.

    Raises:
        OSError: a file cannot be read or written.
    """
    function, startup, line = place(shell, environ)
    function.parent.mkdir(parents=True, exist_ok=True)
    function.write_text(script(shell), encoding="utf-8")
    if startup is not None:
        _add_line(startup, line)
    return function


def _add_line(path: Path, line: str) -> None:
    """Adds a line to a file, once; whatever else is in there, in whichever encoding, stays."""
    there = path.read_bytes() if path.exists() else b""
    if line.encode() not in there.splitlines():
        gap = b"\n" if there and not there.endswith(b"\n") else b""
        path.write_bytes(there + gap + line.encode() + b"\n")


def outdated(environ: Mapping[str, str]) -> list[tuple[str, Path]]:
    """The shells, each with the path of its function, that have another one installed than this program's."""
    found = ((shell, place(shell, environ).function) for shell in SHELLS)
    return [(shell, path) for shell, path in found if path.is_file() and path.read_bytes() != script(shell).encode()]
