"""A file is there whole or not at all, and a refusal is one sentence with a remedy."""

import errno
import os
from pathlib import Path
from typing import IO

import pytest

from corecrm.errors import OutputRefused
from corecrm.render.saving import refused, write_atomically


def _hello(file: IO[bytes]) -> None:
    file.write(b"hello")


def test_a_file_is_written_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_atomically(path, _hello, overwrite=False)
    assert (path.read_bytes(), path.stat().st_mode & 0o777, os.listdir(tmp_path)) == (b"hello", 0o600, ["x.csv"])


def test_an_existing_file_is_replaced_only_if_wanted(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"old")
    with pytest.raises(OutputRefused, match=r"x\.csv exists already"):
        write_atomically(path, _hello, overwrite=False)
    assert path.read_bytes() == b"old"
    write_atomically(path, _hello, overwrite=True)
    assert path.read_bytes() == b"hello"


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, failure: BaseException) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"old")

    def fail(file: IO[bytes]) -> None:
        file.write(b"half")
        raise failure

    with pytest.raises((OutputRefused, KeyboardInterrupt)) as caught:
        write_atomically(path, fail, overwrite=True)
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"old", ["x.csv"])
    assert isinstance(failure, KeyboardInterrupt) or "the disk is full" in str(caught.value)


def test_places_that_take_no_file_are_named(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, sentence in (
        (tmp_path, f"{tmp_path} is a folder"),
        (pipe, f"{pipe} is not a file"),
        (tmp_path / "none" / "x.csv", "there is no such file or folder"),
        (tmp_path / ("x" * 300), "the name is too long"),
    ):
        with pytest.raises(OutputRefused) as caught:
            write_atomically(path, _hello, overwrite=True)
        assert sentence in caught.value.message
        assert caught.value.hint


def test_an_unknown_cause_is_said_in_the_systems_words() -> None:
    assert "cannot write x: Input/output error" in refused(Path("x"), OSError(errno.EIO, "Input/output error")).message
