"""The named check of closed periods: their facts are those that the closing sealed."""

from datetime import date

from corecrm.queries.checking import Check, Findings
from corecrm.store.reader import Reader
from corecrm.store.sealing import FACTS, Seal, seal_of
from corecrm.text import N_, _


def closed_facts(db: Reader, on: date) -> Findings:  # noqa: ARG001 - every check is asked about a day
    """The closing in force that reaches furthest, if the facts up to its day are not those that it sealed."""
    found = db.one(
        "SELECT code, closed_to, sealed_facts, seal FROM closing WHERE reopened_on IS NULL ORDER BY closed_to DESC, id DESC LIMIT 1"
    )
    if found is None:
        return []
    code, day, count, seal = found
    if seal is None:
        return [(code, _("nobody knows which facts it closed: it came without a seal"))]
    sql = FACTS.format(day=":day", after=":after")
    now = seal_of(lambda day, after: db.rows(sql, day=day, after=after), str(day))
    if now == Seal(count, seal):
        return []
    message = _("the facts up to {day} are not those that it sealed ({then} then, {now} now)")
    return [(code, message.format(day=day, then=count, now=now.facts))]


SEALED = (Check("closed_facts", N_("The facts of closed periods are those that the closing sealed"), closed_facts),)
