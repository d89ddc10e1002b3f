"""What is asked about import batches and saved column maps."""

from corecrm.errors import NotFound
from corecrm.fields import Column, Kind, Label, Table, columns
from corecrm.fields import batch as F
from corecrm.queries.listing import Filters, Listing
from corecrm.queries.log import by_instant, change_set_of_batch
from corecrm.store.reader import Reader
from corecrm.text import N_, _

F_SET = Label("change_set", "变更集", "Change set", Kind.count)
LISTING = Listing(
    title=N_("Imports"),
    columns=columns(
        F.code, F.noun, Column(F.files, drop=2), Column(F.imported_at, drop=1), F.read, F.new, F.changed, F.unchanged, F.rejected
    ),
    select="SELECT code, noun, files, imported_at, read, new, changed, unchanged, rejected FROM batch",
    order="imported_at DESC, code DESC",
    filters={"since": "imported_at >= :since", "until": "imported_at < :until"},
)
CARD = columns(
    F.code, F.noun, F.files, F.sha256, F.imported_at, F.read, F.new, F.changed, F.unchanged, F.rejected, F_SET
)  # fmt: skip
MAPS = columns(F.name, F.noun, F.columns)


def batches(db: Reader, wanted: Filters) -> Table:
    """The import batches, newest first."""
    return LISTING.table(db, by_instant(wanted))


def card(db: Reader, row_id: int) -> Table:
    """One batch, with the change set that an undo would take back."""
    rows = db.table(
        CARD[:-1],
        "SELECT code, noun, files, sha256, imported_at, read, new, changed, unchanged, rejected FROM batch WHERE id = :id",
        id=row_id,
    )
    code = str(rows[0][0])
    return Table(_("Import {code}").format(code=code), CARD, [(*rows[0], change_set_of_batch(db, code))], card=True)


def maps(db: Reader, name: str | None = None) -> Table:
    """The saved column maps, or the one called `name`."""
    rows = db.table(
        MAPS,
        "SELECT name, noun, columns FROM column_map WHERE CAST(:name AS TEXT) IS NULL OR name = :name ORDER BY name",
        name=name,
    )
    if name is not None and not rows:
        raise _no_map(db, name)
    return Table(_("Column maps"), MAPS, rows, card=name is not None, key="name")


def column_map(db: Reader, name: str, noun: str) -> dict[str, str]:
    """Their heading -> our field, as saved under `name`.

    Raises:
        NotFound: there is none of that name for this noun.
    """
    import json

    found = db.value("SELECT columns FROM column_map WHERE name = :name AND noun = :noun", name=name, noun=noun)
    if found is None:
        raise _no_map(db, name)
    return dict(json.loads(found))


def _no_map(db: Reader, name: str) -> NotFound:
    known = ", ".join(f"{name} ({noun})" for name, noun in db.rows("SELECT name, noun FROM column_map ORDER BY name"))
    hint = (
        _("saved maps: {names}").format(names=known)
        if known
        else _("save one: corecrm import map NAME --noun NOUN --set THEIRS=OURS")
    )
    return NotFound(_("there is no column map {name}").format(name=name), hint)
