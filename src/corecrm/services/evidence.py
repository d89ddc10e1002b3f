"""Attaching evidence to a record."""

import hashlib
from datetime import date
from pathlib import Path

from sqlmodel import Session

from corecrm.models.evidence import Evidence

BLOCK = 1 << 20


def attach(session: Session, *, noun: str, row_id: int, reference: str, on: date, note: str | None = None) -> Evidence:
    """Records evidence; where `reference` is a file at hand, its digest proves later that it was this one."""
    evidence = Evidence(noun=noun, row_id=row_id, reference=reference, note=note, sha256=digest(Path(reference)), given_on=on)
    session.add(evidence)
    return evidence


def digest(path: Path) -> str | None:
    """The SHA-256 of a file; None where there is no such file."""
    if not path.is_file():
        return None
    seal = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            seal.update(block)
    return seal.hexdigest()
