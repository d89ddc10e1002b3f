"""Puts a file in its place whole or not at all: a full disk or a crash leaves the old one as it was."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from corecrm.causes import cause_of
from corecrm.errors import OutputRefused
from corecrm.text import _


def write_atomically(path: Path, writer: Callable[[IO[bytes]], None], *, overwrite: bool) -> None:
    """Lets `writer` write a temporary file beside `path`, then gives it that name; only the owner may read it (0600).

    Args:
        path: the file to be.
        writer: writes the content to the open file it is given.
        overwrite: whether a file of that name may be replaced.

    Raises:
        OutputRefused: the file exists, `path` is a folder or a device, or the disk does not take it.
    """
    try:
        _check_free(path, overwrite=overwrite)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".corecrm-")  # mkstemp makes it 0600
    except OSError as error:
        raise refused(path, error) from error
    try:
        with open(handle, "wb") as file:
            writer(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise refused(path, error) from error
        raise


def _check_free(path: Path, *, overwrite: bool) -> None:
    if path.is_dir():
        raise OutputRefused(_("{path} is a folder").format(path=path), _("name a file in it"))
    if not path.exists():
        return
    if not path.is_file():
        raise OutputRefused(_("{path} is not a file").format(path=path), _("write to stdout with -o -"))
    if not overwrite:
        raise OutputRefused(_("{path} exists already").format(path=path), _("choose another name, or replace it with --overwrite"))


def refused(path: Path, error: OSError) -> OutputRefused:
    """The sentence for what the system said about writing `path`."""
    hint = _("choose another place with -o FILE")
    return OutputRefused(_("cannot write {path}: {cause}").format(path=path, cause=cause_of(error)), hint)
