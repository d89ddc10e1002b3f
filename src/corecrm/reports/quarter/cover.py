"""The cover: whose report of which period, as of when, from which state of which store, and how much is in it."""

from collections.abc import Sequence

from corecrm.fields import Table, columns
from corecrm.fields import report as F
from corecrm.reports.quarter.shapes import Ask, Section
from corecrm.text import _, pick

COLUMNS = columns(F.bank, F.subject, F.period, F.as_of, F.made_on, F.unit, F.filters, F.sections, F.store, F.change_set, F.seal)


def cover(ask: Ask, sections: Sequence[Section], *, store: str, filters: str) -> Table:
    """One record that a reader needs to trust and to trace the rest."""
    last = ask.db.one("SELECT id, hash FROM change_set ORDER BY id DESC LIMIT 1") or (None, None)
    bank = ask.db.value("SELECT value FROM setting WHERE name = 'bank'")
    counts = "　".join(f"{section.table.title} {len(section.table.rows)}" for section in sections)
    row = (
        bank, f"{ask.scope.name} ({ask.scope.code})", f"{ask.period.label} ({ask.period.start} … {ask.period.end})", ask.as_of,
        ask.today, pick("万元", "CNY 10,000"), filters or _("none"), counts, store, last[0], last[1][:16] if last[1] else None,
    )  # fmt: skip
    return Table(_("Core client management report"), COLUMNS, [row], as_of=ask.as_of, card=True, key="subject", name="cover")
