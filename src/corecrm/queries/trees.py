"""SQL pieces that many queries share: who belongs to whom on the day `:as_of`.

Each is a bracketed subselect of ids for `IN`, or a scalar. Parameters are `:as_of` and the one that the name says.
"""


def valid(alias: str, day: str = ":as_of") -> str:
    """The condition that a dated row `[valid_from, valid_to)` holds on `day`: a parameter, or another row's column."""
    return f"{alias}.valid_from <= {day} AND ({alias}.valid_to IS NULL OR {alias}.valid_to > {day})"


_CONTROLLED = f"SELECT o.owned_id FROM member m JOIN ownership o ON o.holder_id = m.id AND o.kind = 'control' AND {valid('o')}"
MEMBERS_OF_GROUP = (
    "(WITH RECURSIVE member(id) AS (SELECT top.parent_id FROM client_group top WHERE top.id = :group AND top.parent_id IS NOT NULL"
    f" UNION {_CONTROLLED}) SELECT id FROM member)"
)
MEMBERS_OVER_TIME = (
    "(WITH RECURSIVE member(id, since, till) AS ("
    "SELECT g.parent_id, CAST(NULL AS DATE), CAST(NULL AS DATE) FROM client_group g WHERE g.id = :group AND g.parent_id IS NOT NULL"
    " UNION SELECT o.owned_id, CASE WHEN m.since > o.valid_from THEN m.since ELSE o.valid_from END,"
    " CASE WHEN o.valid_to IS NULL OR m.till < o.valid_to THEN m.till ELSE o.valid_to END"
    " FROM member m JOIN ownership o ON o.holder_id = m.id AND o.kind = 'control'"
    " WHERE (m.till IS NULL OR o.valid_from < m.till) AND (o.valid_to IS NULL OR m.since IS NULL OR o.valid_to > m.since)"
    ") SELECT DISTINCT id, since, till FROM member)"
)
UNDER_CLIENT = f"(WITH RECURSIVE member(id) AS (SELECT CAST(:under AS INTEGER) UNION {_CONTROLLED}) SELECT id FROM member)"
BELOW_INSTITUTION = (
    "(WITH RECURSIVE below(id) AS (SELECT CAST(:inst AS INTEGER)"
    " UNION SELECT i.id FROM below b JOIN institution i ON i.parent_id = b.id) SELECT id FROM below)"
)


def belonging(*, client: str = "", inst: str = "") -> dict[str, str]:
    """What --group, --under and --inst mean for a list, by the columns that say which client and institution a row is of.

    Args:
        client: the column with the client's id; without it the list takes neither --group nor --under.
        inst: the column with the institution's id; without it the list takes no --inst.
    """
    of_client = {
        "group": f"{client} IN {MEMBERS_OF_GROUP}",
        "under": f"{client} IN {UNDER_CLIENT}",
        "under_self": f"{client} = :under_self",
    }
    of_institution = {"inst": f"{inst} IN {BELOW_INSTITUTION}", "inst_self": f"{inst} = :inst_self"}
    return (of_client if client else {}) | (of_institution if inst else {})


def always(ids: str) -> str:
    """A set of ids in the shape of `MEMBERS_OVER_TIME`: (id, since, till), NULL where there is no first or last day."""
    return f"(SELECT id, CAST(NULL AS DATE) AS since, CAST(NULL AS DATE) AS till FROM client WHERE id IN {ids})"


_MANAGES, _FIRST = "t.role IN ('local_manager', 'group_manager')", "t.role DESC, t.id"
MANAGERS_OVER_TIME = (
    "SELECT t.client_id, t.staff_id, t.valid_from, t.valid_to FROM seat t"
    f" WHERE t.client_id IN (SELECT w.id FROM {MEMBERS_OVER_TIME} w) AND {_MANAGES} ORDER BY t.client_id, {_FIRST}"
)
"""Who manages the clients of a group from when to when; of two on the same day the first one is the manager."""


def manager_of(client_id: str, day: str = ":as_of") -> str:
    """The staff id of a client's manager on `day`: the local manager whose seat covers it, else the group manager whose does."""
    return (
        f"(SELECT t.staff_id FROM seat t WHERE t.client_id = {client_id} AND {_MANAGES}"
        f" AND {valid('t', day)} ORDER BY {_FIRST} LIMIT 1)"
    )


def managed_by(staff: str, client_id: str) -> str:
    """The condition that a client's manager on `:as_of` is `staff`; the clients with a seat of theirs are found by an index."""
    seats = f"SELECT h.client_id FROM seat h WHERE h.staff_id = {staff} AND h.client_id IS NOT NULL"
    return f"{client_id} IN ({seats}) AND {manager_of(client_id)} = {staff}"


def group_of(client_id: str) -> str:
    """The id of the group at the top of a client's chain of control; NULL for a single client.

    The climb ends at the first group. However deep a client stands it has its group; of a circle each is met once.
    """
    group = "client_group g {} g.parent_id = c.id AND g.removed_on IS NULL"
    return (
        f"(WITH RECURSIVE chain(id) AS (SELECT {client_id} UNION"
        f" SELECT o.holder_id FROM chain c JOIN ownership o ON o.owned_id = c.id AND o.kind = 'control' AND {valid('o')}"
        f" WHERE NOT EXISTS (SELECT 1 FROM {group.format('WHERE')}))"
        f" SELECT g.id FROM chain c JOIN {group.format('ON')} ORDER BY g.id LIMIT 1)"
    )
