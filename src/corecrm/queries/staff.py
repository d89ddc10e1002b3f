"""What is asked about staff: who they are, and the posts that they hold."""

from datetime import date

from corecrm.fields import Column, Page, Table, columns
from corecrm.fields import staff as F
from corecrm.queries.listing import Listing
from corecrm.queries.task import OVERDUE, codes
from corecrm.queries.trees import MEMBERS_OF_GROUP, belonging, managed_by, valid
from corecrm.rules.risk_states import ACTIVE
from corecrm.rules.task_states import OPEN
from corecrm.store.reader import Reader
from corecrm.text import N_, _

_MAIN_POST = f"(SELECT p.id FROM post p WHERE p.staff_id = s.id AND {valid('p')} ORDER BY p.valid_from DESC, p.id DESC LIMIT 1)"
_PERSON = columns(
    F.code, F.name, Column(F.institution, on="data"), Column(F.institution_name, drop=1), Column(F.position, drop=2)
)  # fmt: skip
LISTING = Listing(
    title=N_("Staff"),
    columns=columns(
        *_PERSON,
        Column(F.reports_to, on="data"),
        Column(F.reports_to_name, drop=3),
        Column(F.email, drop=5),
        Column(F.joined_on, on="data"),
        Column(F.left_on, on="data"),
        Column(F.note, on="data"),
        Column(F.removed_on, on="data"),
    ),
    select=f"""
        SELECT s.code, s.name, i.code AS institution, i.name AS institution_name, p.position, r.code AS reports_to,
               r.name AS reports_to_name, s.email, s.joined_on, s.left_on, s.note, s.removed_on,
               i.id AS filter_institution
        FROM staff s LEFT JOIN post p ON p.id = {_MAIN_POST}
        LEFT JOIN institution i ON i.id = p.institution_id LEFT JOIN staff r ON r.id = p.reports_to_id
    """,
    order="code",
    filters={
        "removed": "removed_on IS NOT NULL",
        **belonging(inst="filter_institution"),
    },
)
_SEATS = f"SELECT count(*) FROM seat t WHERE t.staff_id = s.id AND {valid('t')}"
_TASKS = "SELECT count(*) FROM task t WHERE t.owner_id = s.id"
_CLIENTS = f"SELECT count(*) FROM client c WHERE c.removed_on IS NULL AND {managed_by('s.id', 'c.id')}"
_RISKS = f"SELECT count(*) FROM risk r WHERE r.owner_id = s.id AND r.removed_on IS NULL AND r.state IN {codes(ACTIVE)}"
_IN_GROUP = f"SELECT t.staff_id FROM seat t WHERE (t.group_id = :group OR t.client_id IN {MEMBERS_OF_GROUP}) AND {valid('t')}"
LOAD = Listing(
    title=N_("Work load"),
    columns=columns(*_PERSON, F.groups_led, Column(F.seats, drop=3), F.clients_held, F.open_tasks, F.overdue_tasks, F.open_risks),
    select=f"""
        SELECT s.code, s.name, i.code AS institution, i.name AS institution_name, p.position,
               ({_SEATS} AND t.client_id IS NULL AND t.role = 'group_manager') AS groups_led,
               ({_SEATS} AND t.client_id IS NULL AND t.role <> 'group_manager') AS seats,
               ({_CLIENTS}) AS clients_held,
               ({_TASKS} AND t.removed_on IS NULL AND t.state IN {codes(OPEN)}) AS open_tasks,
               ({_TASKS} AND {OVERDUE}) AS overdue_tasks, ({_RISKS}) AS open_risks,
               s.id AS filter_staff, i.id AS filter_institution
        FROM staff s LEFT JOIN post p ON p.id = {_MAIN_POST} LEFT JOIN institution i ON i.id = p.institution_id
        WHERE s.removed_on IS NULL AND (s.left_on IS NULL OR s.left_on > :as_of)
    """,
    order="clients_held DESC, open_tasks DESC, code",
    filters={
        "owner": "filter_staff = :owner",
        "group": f"filter_staff IN ({_IN_GROUP})",
        **belonging(inst="filter_institution"),
    },
)
MASKED_PHONE = "substr(phone, 1, 3) || '****' || CASE WHEN length(phone) > 7 THEN substr(phone, length(phone) - 3) ELSE '' END"
CARD = columns(F.code, F.name, F.phone, F.email, F.joined_on, F.left_on, F.pinyin, F.initials, F.note, F.removed_on)
POSTS = columns(
    Column(F.institution, on="data"),
    F.institution_name,
    F.position,
    Column(F.reports_to, on="data"),
    Column(F.reports_to_name, drop=1),
    F.valid_from,
    F.valid_to,
)


def page(db: Reader, staff_id: int, *, reveal: bool = False) -> Page:
    """Everything on record about somebody: themselves, and every post that they hold or held, the latest first.

    The phone number is masked unless `reveal`.
    """
    phone = "phone" if reveal else MASKED_PHONE
    card = Table(
        "",
        CARD,
        db.table(
            CARD,
            f"SELECT code, name, {phone}, email, joined_on, left_on, pinyin, initials, note, removed_on FROM staff WHERE id = :id",
            id=staff_id,
        ),
        card=True,
        name="staff",
    )
    posts = db.table(
        POSTS,
        """
        SELECT i.code, i.name, p.position, r.code, r.name, p.valid_from, p.valid_to
        FROM post p JOIN institution i ON i.id = p.institution_id LEFT JOIN staff r ON r.id = p.reports_to_id
        WHERE p.staff_id = :id ORDER BY p.valid_from DESC, p.id DESC
        """,
        id=staff_id,
    )
    return Page(_("Staff"), (card, Table(_("Posts"), POSTS, posts, key="institution", name="posts")))


def positions(db: Reader, code: str, on: date) -> frozenset[str]:
    """The codes of the positions that a staff member holds on a day."""
    found = db.rows(
        f"SELECT p.position FROM post p JOIN staff s ON s.id = p.staff_id WHERE s.code = :code AND {valid('p')}",
        code=code,
        as_of=on.isoformat(),
    )
    return frozenset(position for (position,) in found)
