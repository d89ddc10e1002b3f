"""How a PostgreSQL store is opened for reading; its driver is an extra of the package."""

from typing import Any

from corecrm.errors import StoreUnavailable
from corecrm.store.place import Place
from corecrm.text import _


def open_database(place: Place) -> Any:  # noqa: ANN401 - psycopg's connection, an optional dependency
    """A connection in a read-only transaction.

    Raises:
        StoreUnavailable: the driver is not installed, or the server does not answer.
    """
    import importlib

    try:
        psycopg = importlib.import_module("psycopg")
    except ImportError:
        raise StoreUnavailable(
            _("{place} needs the PostgreSQL driver").format(place=place), _("install it: pip install psycopg[binary]")
        ) from None
    try:
        db = psycopg.connect((place.url or "").replace("postgresql+psycopg://", "postgresql://"))
    except psycopg.OperationalError as error:
        raise StoreUnavailable(_("{place} does not answer: {reason}").format(place=place, reason=str(error).strip())) from error
    db.read_only = True
    return db
