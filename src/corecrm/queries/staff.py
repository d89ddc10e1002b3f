"""What is asked about staff."""

from datetime import date

from corecrm.store.reader import Reader


def positions(db: Reader, code: str, on: date) -> frozenset[str]:
    """The codes of the positions that a staff member holds on a day."""
    found = db.rows(
        """
        SELECT p.position FROM post p JOIN staff s ON s.id = p.staff_id
        WHERE s.code = :code AND p.valid_from <= :day AND (p.valid_to IS NULL OR p.valid_to > :day)
        """,
        code=code,
        day=on.isoformat(),
    )
    return frozenset(position for (position,) in found)
