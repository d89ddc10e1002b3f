"""What the tests of import and export share: files to take in, and looks into the store."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import Crm

REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
real_data = pytest.mark.skipif(not REAL.is_dir(), reason="the public sample files are not beside this checkout")


def write(crm: Crm, name: str, text: str) -> str:
    """A text file in the test's folder."""
    path = crm.folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def rows(crm: Crm, sql: str) -> list[tuple[object, ...]]:
    """What the store says, past the program."""
    db = sqlite3.connect(crm.db)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def log_length(crm: Crm) -> object:
    """How many row changes were ever logged."""
    return rows(crm, "SELECT count(*) FROM change")[0][0]


def counts(answer: Mapping[str, object]) -> tuple[object, ...]:
    """The five counts of an import's answer; the first is the sum of the others."""
    read, *parts = (answer[name] for name in ("read", "new", "changed", "unchanged", "rejected"))
    assert read == sum(part for part in parts if isinstance(part, int))
    return (read, *parts)
