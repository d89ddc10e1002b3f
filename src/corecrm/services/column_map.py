"""What can be done to saved column maps."""

import json
from collections.abc import Mapping

from sqlmodel import Session, select

from corecrm.models.batch import ColumnMap


def keep(session: Session, *, name: str, noun: str, columns: Mapping[str, str]) -> None:
    """Saves what the columns of a source mean; an older map of that name is replaced.

    Args:
        session: where it is kept.
        name: of the map.
        noun: what the rows of the source are.
        columns: their heading -> our field.
    """
    text = json.dumps(dict(columns), ensure_ascii=False)
    found = session.exec(select(ColumnMap).where(ColumnMap.name == name)).first()
    if found is None:
        session.add(ColumnMap(name=name, noun=noun, columns=text))
    else:
        found.noun, found.columns = noun, text


def forget(session: Session, name: str) -> None:
    """Takes a map away."""
    found = session.exec(select(ColumnMap).where(ColumnMap.name == name)).first()
    if found is not None:
        session.delete(found)
