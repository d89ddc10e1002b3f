"""Nothing stands above itself: institutions in their tree, people in their lines of reporting."""

from collections.abc import Iterator
from datetime import date

from corecrm.rules.circles import Held, chain_upwards, in_doubt
from corecrm.rules.intervals import Interval, read, said
from corecrm.services.judge.touched import Breach, Touched
from corecrm.text import _

EVER = Interval(date.min)


def institution_circle(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Institutions that stand below themselves."""

    def above(institution: int) -> list[Held]:
        rows = touched.rows("SELECT parent_id FROM institution WHERE id = ? AND parent_id IS NOT NULL", institution)
        return [Held(parent, EVER) for (parent,) in rows]

    moved = touched.rows(
        f"SELECT id, code, name, parent_id FROM institution WHERE parent_id IS NOT NULL AND id IN {touched.ids('institution')}"
    )
    doubted = in_doubt((row[0] for row in moved), lambda node: [held.holder for held in above(node)])
    for institution, code, name, parent in moved:
        found = institution in doubted and chain_upwards(parent, institution, EVER, above)
        if found:
            message = _("{title} ({key}) cannot stand below itself: {chain}")
            text = message.format(title=name, key=code, chain=_chain(touched, "institution", found[0]))
            yield Breach("institution", institution, "parent", text, _("give it a parent that is not below it"))


def report_circle(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Staff who would report to themselves on some day, directly or through others."""

    def above(person: int) -> list[Held]:
        return [Held(row[0], read(row[1], row[2])) for row in _posts(touched, "staff_id = ?", person)]

    posts = touched.rows(
        "SELECT p.id, p.staff_id, s.code, s.name, p.reports_to_id, p.valid_from, p.valid_to FROM post p"
        f" JOIN staff s ON s.id = p.staff_id WHERE p.reports_to_id IS NOT NULL AND p.id IN {touched.ids('post')} ORDER BY p.id"
    )
    doubted = in_doubt((row[1] for row in posts), lambda node: [held.holder for held in above(node)])
    for post, person, code, name, superior, start, end in posts:
        found = person in doubted and chain_upwards(superior, person, read(start, end), above)
        if found:
            message = _("{title} ({key}) would report to themselves: {chain} ({days})")
            text = message.format(title=name, key=code, chain=_chain(touched, "staff", found[0]), days=said(found[1]))
            yield Breach("post", post, "reports_to", text, _("name a superior who does not report to them"))


def _chain(touched: Touched, table: str, way: tuple[int, ...]) -> str:
    """`BJ → TJ → BJ`: a circle from the one at its bottom upwards."""
    codes = dict(touched.rows(f"SELECT id, code FROM {table} WHERE id IN ({', '.join(map(str, way))})"))
    return " → ".join(codes[each] for each in (way[-1], *way))


def _posts(touched: Touched, condition: str, *values: object) -> list[tuple[int, object, object]]:
    sql = f"SELECT reports_to_id, valid_from, valid_to FROM post WHERE reports_to_id IS NOT NULL AND {condition}"
    return touched.rows(sql, *values)
