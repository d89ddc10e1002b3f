"""Where a store is: a file, or a database server's URL."""

from pathlib import Path
from typing import NamedTuple

from corecrm.errors import StoreUnavailable
from corecrm.text import _

APPLICATION_ID = 0x43524D31  # "CRM1": tells our files from other SQLite files
SCHEMA_VERSION = 1  # the number of the newest file in migrations/versions


class Place(NamedTuple):
    """A store's address. Exactly one of `path` and `url` is set."""

    path: Path | None = None
    url: str | None = None

    @classmethod
    def of(cls, text: str) -> "Place":
        """A file path, `sqlite:///PATH`, or a server's URL."""
        if text.startswith("sqlite:///"):
            return cls(path=Path(text.removeprefix("sqlite:///")))
        return cls(url=text) if "://" in text else cls(path=Path(text).expanduser())

    def __str__(self) -> str:
        return str(self.path) if self.path else self._without_password()

    def _without_password(self) -> str:
        scheme, _, rest = (self.url or "").partition("://")
        credentials, at, host = rest.rpartition("@")
        return f"{scheme}://{credentials.split(':')[0]}{at}{host}"

    @property
    def label(self) -> str:
        """Its short name, for the covers of reports."""
        return self.path.name if self.path else self._without_password()

    @property
    def file(self) -> Path:
        """The file of a SQLite store.

        Raises:
            StoreUnavailable: it is a server; writing to one comes with the shared store.
        """
        if self.path is None:
            raise StoreUnavailable(_("{place} is a server, and this program writes to files only so far").format(place=self))
        return self.path
