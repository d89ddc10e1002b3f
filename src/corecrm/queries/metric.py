"""What is asked about metrics."""

from typing import NamedTuple

from corecrm.errors import NotFound
from corecrm.fields import Column, Table, columns
from corecrm.fields import metric as F
from corecrm.fields.metric import Measure
from corecrm.queries.listing import Listing
from corecrm.store.reader import Reader
from corecrm.text import N_, _, pick

LISTING = Listing(
    title=N_("Metrics"),
    columns=columns(
        F.code,
        F.name,
        Column(F.name_en, drop=4),
        F.measure,
        F.unit,
        Column(F.scale, on="data"),
        Column(F.lower_is_better, drop=3),
        Column(F.formula, drop=5),
        Column(F.note, on="data"),
        Column(F.removed_on, on="data"),
    ),
    select="SELECT id, code, name, name_en, measure, unit, scale, lower_is_better, formula, note, removed_on FROM metric",
    order="id",
    filters={"removed": "removed_on IS NOT NULL"},
)


class Indicator(NamedTuple):
    """A metric as reading and reckoning need it: `scale` decimals of `unit` are kept."""

    id: int
    code: str
    name: str
    name_en: str
    measure: Measure
    unit: str
    scale: int
    lower_is_better: bool

    @property
    def title(self) -> str:
        """Its name in the language of the run."""
        return pick(self.name, self.name_en)


def indicators(db: Reader) -> dict[int, Indicator]:
    """Every metric by its id, removed ones too: old figures are still in their units."""
    rows = db.rows("SELECT id, code, name, name_en, measure, unit, scale, lower_is_better FROM metric ORDER BY id")
    return {
        key: Indicator(key, code, name, name_en, Measure(measure), unit, scale, bool(lower))
        for key, code, name, name_en, measure, unit, scale, lower in rows
    }


def indicator(db: Reader, code: str) -> Indicator:
    """The metric of a code.

    Raises:
        NotFound: there is none.
    """
    found = next((each for each in indicators(db).values() if each.code == code), None)
    if found is None:
        raise NotFound(_("there is no metric {code}").format(code=code), _("see them: corecrm metric list"))
    return found


def card(db: Reader, metric_id: int) -> Table:
    """Everything on record about one metric."""
    cols = columns(
        F.code, F.name, F.name_en, F.measure, F.unit, F.scale, F.lower_is_better, F.formula, F.note, F.removed_on
    )  # fmt: skip
    rows = db.table(
        cols,
        """
        SELECT code, name, name_en, measure, unit, scale, lower_is_better, formula, note, removed_on FROM metric WHERE id = :id
        """,
        id=metric_id,
    )
    return Table(_("Metric"), cols, rows, card=True, name="metric")
