"""The cover: whose report of which period, as of when, from which state of which store, and how much is in it."""

from collections.abc import Sequence

from corecrm.fields import Coded, Column, Table, columns
from corecrm.fields import report as F
from corecrm.nouns import BY_NAME
from corecrm.reports.quarter.shapes import Ask, Section
from corecrm.rules.measures import YUAN
from corecrm.text import _, pick

SHOWN_UNIT, DATA_UNIT = Column(F.unit, on="screen"), Column(F.unit, on="data")
"""The unit that a screen and a sheet show amounts in, and the one that data carries them in."""
COLUMNS = columns(
    F.bank, F.warnings, F.subject, F.period, F.as_of, F.made_on, SHOWN_UNIT, DATA_UNIT, F.filters, F.sections, F.store,
    F.change_set, F.seal,
)  # fmt: skip


def cover(ask: Ask, sections: Sequence[Section], *, store: str, warnings: Sequence[str]) -> Table:
    """One record that a reader needs to trust and to trace the rest."""
    last = ask.db.one("SELECT id, hash FROM change_set ORDER BY id DESC LIMIT 1") or (None, None)
    bank = ask.db.value("SELECT value FROM setting WHERE name = 'bank'")
    tables = [section.table for section in sections]
    counts = Coded(
        ", ".join(f"{table.name} {len(table.rows)}" for table in tables),
        "　".join(f"{table.title} {len(table.rows)}" for table in tables),
    )
    days = pick(f"（{ask.period.start} 至 {ask.period.end}）", f" ({ask.period.start} to {ask.period.end})")
    period = Coded(ask.period.code, f"{ask.period.label}{days}")
    filters = Coded(f"{ask.scope.noun} = {ask.scope.code}", f"{BY_NAME[ask.scope.noun].label} {ask.scope.code}")
    row = (
        bank, "\n".join(warnings) or None, f"{ask.scope.name} ({ask.scope.code})", period, ask.as_of, ask.today,
        pick("万元", "CNY 10k"), YUAN,
        filters, counts, store, last[0], last[1][:16] if last[1] else None,
    )  # fmt: skip
    cols = tuple(column if column.label is not F.warnings or warnings else column._replace(on="data") for column in COLUMNS)
    return Table(_("Core client management report"), cols, [row], as_of=ask.as_of, card=True, key="subject", name="cover")
