"""The program as a test calls it: a command line in, both streams and the exit code out."""

import io
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corecrm.cli import run
from corecrm.exchange.prompting import Prompter
from corecrm.text import use_language

NOW = "2026-11-23T02:00:00+00:00"  # a Monday morning in Shanghai
HOMES = ("ZDOTDIR", "XDG_CONFIG_HOME")  # where shells look instead of HOME
LEFT_OUT = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS", "LC_ALL", "LC_MESSAGES", "LANG", *HOMES)


@dataclass(frozen=True)
class Result:
    """What one run said, and how it ended."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was written
        return json.loads(self.out)


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


class Crm:
    """Runs command lines against one store, in a folder of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.db = folder, folder / "bank.db"
        self._patch = monkeypatch

    def __call__(
        self,
        *argv: str,
        code: int = 0,
        lang: str | None = "en",
        input: str | None = None,
        terminal: bool = False,
        prompter: Prompter | None = None,
    ) -> Result:
        """One run.

        Args:
            argv: the words after `corecrm`.
            code: the exit code that it must end in.
            lang: the language asked for; None leaves it to the settings.
            input: what stdin holds.
            terminal: whether stdin and stdout are a terminal.
            prompter: who answers questions.
        """
        self.env(CORECRM_LANG=lang)
        stream = Terminal if terminal else io.StringIO
        out, err = stream(), io.StringIO()
        self._patch.setattr(sys, "stdin", stream(input or ""))
        ended = run(argv, out=out, err=err, prompter=prompter)
        assert ended == code, f"exit {ended}, not {code}\n{out.getvalue()}\n{err.getvalue()}"
        return Result(out.getvalue(), err.getvalue(), ended)

    def env(self, **values: str | None) -> None:
        """Sets environment variables; None takes one away."""
        for name, value in values.items():
            if value is None:
                self._patch.delenv(name, raising=False)
            else:
                self._patch.setenv(name, value)


def _alone(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """An environment without anything of whoever runs the tests."""
    for name in LEFT_OUT:
        patch.delenv(name, raising=False)
    for name, value in {"CORECRM_DB": folder / "bank.db", "CORECRM_CONFIG": folder / "config.toml", "CORECRM_NOW": NOW}.items():
        patch.setenv(name, str(value))
    for name in ("CORECRM_LANG", "CORECRM_USER", "CORECRM_DATE", "CORECRM_NO_INPUT", "CORECRM_DEBUG"):
        patch.delenv(name, raising=False)
    for name, value in {"HOME": folder, "LOGNAME": "tester", "LANGUAGE": "en"}.items():
        patch.setenv(name, str(value))
    patch.chdir(folder)


@pytest.fixture(scope="session", autouse=True)
def unhurried_disk() -> Iterator[None]:
    """Commits do not wait for the disk: no test outlives a power cut, and the waiting takes a third of the suite's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corecrm.store.sqlite.SYNCHRONOUS", "OFF")
        yield


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as `init` leaves it, to be copied: creating one takes a good part of a second."""
    folder = tmp_path_factory.mktemp("new")
    with pytest.MonkeyPatch.context() as patch:
        _alone(patch, folder)
        Crm(folder, patch)("init", "--bank", "示例银行", "--no-input")
    return folder / "bank.db"


@pytest.fixture
def crm(new_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    """The program on a store of its own, with the bank's name and nothing else in it."""
    shutil.copy(new_store, tmp_path / "bank.db")
    _alone(monkeypatch, tmp_path)
    yield Crm(tmp_path, monkeypatch)
    use_language("en")


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the demo bank, to be copied."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        _alone(patch, folder)
        crm = Crm(folder, patch)
        crm("init", "--bank", "示例银行", "--no-input")
        crm("import", "bundle", str(Path(__file__).parents[1] / "data" / "demo"))
    return folder / "bank.db"


@pytest.fixture
def demo(demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    """The program on a copy of the demo bank."""
    shutil.copy(demo_store, tmp_path / "bank.db")
    _alone(monkeypatch, tmp_path)
    yield Crm(tmp_path, monkeypatch)
    use_language("en")
