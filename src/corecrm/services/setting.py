"""What can be done to the settings of a store."""

from sqlmodel import Session, select

from corecrm.models.setting import Setting


def put(session: Session, name: str, value: str) -> None:
    """Sets a value."""
    found = session.exec(select(Setting).where(Setting.name == name)).first()
    if found is None:
        session.add(Setting(name=name, value=value))
    else:
        found.value = value
