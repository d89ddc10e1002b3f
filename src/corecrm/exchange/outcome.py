"""What an import found and did, file by file: counts that add up, faults with their places, what was left out."""

from dataclasses import dataclass, field
from typing import NamedTuple

from corecrm.text import _


class Fault(NamedTuple):
    """Why a row is rejected, or a warning about one.

    Args:
        sheet: of a workbook; empty in text files.
        row: of the file.
        column: letter and heading, `F 分行`; empty where it is about the whole row.
        value: what the cell holds.
        code: what is wrong, for scripts.
        message: what is wrong, for people.
        suggestion: what may have been meant, or how to mend it.
    """

    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: str
    suggestion: str | None = None


class Skipped(NamedTuple):
    """A row that is no data: a blank one, a title, a note, a total, or a duplicate that gave way."""

    row: int
    reason: str


class Understood(NamedTuple):
    """How one column was read: its letter and heading, and the field that it became."""

    column: str
    heading: str
    field: str


@dataclass(slots=True)
class FileOutcome:
    """One file or sheet. read = new + changed + unchanged + rejected.

    Args:
        name: of the file.
        noun: of its rows.
        sha256: of its bytes.
        sheet: of a workbook.
        header: the number of its header row.
        letters: of its columns with a heading, and those between.
        columns: how they were understood.
        ignored: headings that mean nothing to us.
        skipped: rows that are no data.
        warnings: what its user should know.
        faults: why rows are rejected.
        read: records in it.
        new: those that are added.
        changed: those that change a stored one.
        overwritten: those of them that replace a stored value.
        unchanged: those that say what is stored.
        rejected: those with a fault.
    """

    name: str
    noun: str
    sha256: str
    sheet: str = ""
    header: int = 1
    letters: list[str] = field(default_factory=list)
    columns: list[Understood] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    read: int = 0
    new: int = 0
    changed: int = 0
    overwritten: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.letters)

    @property
    def place(self) -> str:
        """File and sheet, for messages."""
        return _("{file} sheet {sheet}").format(file=self.name, sheet=self.sheet) if self.sheet else self.name


@dataclass(slots=True)
class Outcome:
    """A whole import.

    Args:
        files: what became of each.
        batch: the code under which it is kept; the one that it would get on a dry run; None where nothing changes.
        dry_run: nothing was to be written.
        skip_errors: good rows are written although others are rejected.
        written: the change set; None if nothing was written.
        error_files: workbooks with the rejected rows that were saved.
    """

    files: list[FileOutcome]
    batch: str | None = None
    dry_run: bool = False
    skip_errors: bool = False
    written: int | None = None
    error_files: list[str] = field(default_factory=list)

    def total(self, name: str) -> int:
        """The sum of one count over all files."""
        return sum(getattr(file, name) for file in self.files)

    @property
    def refused(self) -> bool:
        """Whether there are rejected rows."""
        return self.total("rejected") > 0
