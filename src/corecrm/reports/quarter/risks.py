"""The risks chapter: the signals that were active at the report's day, and those found or ended in the period."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from corecrm.fields import Row, Table
from corecrm.money import to_fen
from corecrm.queries.listing import Filters
from corecrm.queries.risk import active, listing
from corecrm.reports.quarter.shapes import Ask, Control, Section, droppable
from corecrm.rules.measures import SCALES, YUAN, sentence
from corecrm.rules.risk_states import ENDED
from corecrm.text import _

COLUMNS = {
    "level": 0, "code": 0, "client_name": 0, "signal_name": 0, "state": 2, "exposure": 0, "found_on": 4, "owner_name": 1, "due": 3,
    "closed_on": 5,
}  # fmt: skip
"""The fields of a signal that are shown, with their turn to be dropped on a narrow screen."""


def section(ask: Ask) -> Section:
    """Signals, the gravest first; the exposure of a client with several active signals counts once."""
    table = listing().table(ask.db, Filters(as_of=ask.as_of, **ask.scope.values))  # type: ignore[arg-type]  # ids by name
    place = {column.key: index for index, column in enumerate(table.columns)}
    rows = [row for row in table.rows if _belongs(row, place, ask)]
    still = [row for row in rows if _active(row, place, ask.as_of)]
    text = _("active on {day}: {count}, exposure {amount}, each client once by its largest")
    text = text.replace("{day}", str(ask.as_of)).replace("{count}", str(len(still)))
    note = sentence(text, YUAN, SCALES[YUAN], amount=to_fen(sum(_exposures(still, place).values(), Decimal(0))))
    chosen = Table(_("Risk signals"), table.columns, rows, as_of=ask.as_of, name="risks").only([*COLUMNS])
    stored = ask.db.value(
        f"SELECT count(*) FROM risk r WHERE {active('r')} AND r.client_id IN {ask.scope.clients}",
        as_of=ask.as_of.isoformat(),
        **ask.scope.values,
    )
    return Section(
        replace(
            chosen,
            columns=droppable(chosen, COLUMNS),
            notes=(note,),
        ),
        controls=(Control(_("active signals"), len(still), stored),),
    )


def _belongs(row: Row, place: dict[str, int], ask: Ask) -> bool:
    found, ended = row[place["found_on"]], row[place["closed_on"]]
    in_period = [day for day in (found, ended) if isinstance(day, date) and ask.period.start <= day <= ask.as_of]
    return bool(in_period) or _active(row, place, ask.as_of)


def _active(row: Row, place: dict[str, int], on: date) -> bool:
    found, ended = row[place["found_on"]], row[place["closed_on"]]
    if isinstance(found, date) and found > on:
        return False
    return row[place["state"]] not in ENDED or (isinstance(ended, date) and ended > on)


def _exposures(rows: list[Row], place: dict[str, int]) -> dict[object, Decimal]:
    largest: dict[object, Decimal] = {}
    for row in rows:
        value = row[place["exposure"]]
        if isinstance(value, Decimal):
            client = row[place["client"]]
            largest[client] = max(largest.get(client, Decimal(0)), value)
    return largest
