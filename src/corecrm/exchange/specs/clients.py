"""How clients, their other names and numbers, groups and what ties companies together go in and out."""

from collections.abc import Callable

from corecrm.exchange.reading import Refusal
from corecrm.exchange.spec import Columns, Field, ImportSpec, Key, Part, Rule, Told, code, note, refers, text
from corecrm.fields import client as C
from corecrm.fields import group as G
from corecrm.fields import ownership as O
from corecrm.fields import team as T
from corecrm.identifiers import (
    USCC_LENGTH,
    ImpossibleCode,
    are_usccs,
    check_uscc,
    division_code,
    division_doubt,
    identity,
    industry_code,
    industry_doubt,
)
from corecrm.text import _

MILLION = 1_000_000
_USCC = C.IdentityKind.uscc.value


def _codes(_told: Told) -> Rule:
    """Gives identity numbers their register, and all codes their normal form, as `ClientIn` does."""

    def fit(rows: Columns) -> None:
        _fit_identity(rows)
        for key, normal in (("division_code", division_code), ("industry_code", industry_code)):
            if key in rows:
                known = {given: _normal(key, normal, given) for given in set(rows[key])}
                rows[key] = [known[given] for given in rows[key]]

    return fit


def _normal(key: str, normal: Callable[[str], str], given: object) -> object:
    """A code in its normal form.

    Raises:
        Refusal: there can be no such code.
    """
    try:
        return normal(given) if isinstance(given, str) else given
    except ImpossibleCode as error:
        raise Refusal(error.message, "code", _("{name}?").format(name=error.near) if error.near else None, key) from error


def _fit_identity(rows: Columns) -> None:
    numbers = rows.get("identity_no")
    if numbers is None or not any(numbers):
        return
    said = rows.get("identity_kind")
    if said is None and are_usccs([str(number) for number in numbers if number is not None]):  # nearly always
        rows["identity_kind"] = [None if number is None else _USCC for number in numbers]
        return
    said = said or [None] * len(numbers)
    pairs = [_kind_and_number(number, kind) for number, kind in zip(numbers, said, strict=True)]
    rows["identity_kind"], rows["identity_no"] = map(list, zip(*pairs, strict=True))


def _kind_and_number(number: object, kind: object) -> tuple[str | None, str | None]:
    """The register of an identity number and its normal form."""
    if not isinstance(number, str):
        return None, None
    if kind is None and len(number) == USCC_LENGTH:
        return _USCC, check_uscc(number)
    found, normal = identity(number, C.IdentityKind(str(kind)) if kind else None)
    return found.value, normal


CLIENT = ImportSpec(
    noun="client",
    table="client",
    model="corecrm.models.client:ClientIn",
    fields=(
        code(C.code),
        text(C.name, 200, needed=True),
        text(C.short_name, 60),
        Field(C.identity_kind),
        text(C.identity_no, 40),
        text(C.division_code, 6),
        text(C.industry_code, 5),
        Field(C.tier),
        Field(C.relationship, default=C.Relationship.not_served.value),
        refers(C.institution, "institution"),
        Field(C.registered_on),
        note(C.note, 4000),
        text(C.pinyin, 800),
        text(C.initials, 200),
        Field(C.removed_on),
    ),
    keys=(
        Key(("code",)),
        Key(("identity_no",)),
        Key(("client_number__system", "client_number__number"), table="client_number", owner="client_id"),
        Key(("name",), unique=False, unless="identity_no"),
    ),
    parts=(
        Part(
            "client_name",
            owner="client",
            fields=("alias",),
            key=Key(("client", "alias")),
            needs="alias",
            constants={"alias_kind": C.NameKind.alias.value},
            several=True,
        ),
        Part("client_number", owner="client", fields=("system", "number"), key=Key(("client", "system", "number")), needs="number"),
        Part(
            "ownership",
            owner="owned",
            fields=("holder", "pct", "valid_from"),
            key=Key(("holder", "owned", "kind"), where="c.valid_to IS NULL"),
            needs="holder",
            constants={"kind": O.EdgeKind.control.value},
            dated=True,
        ),
    ),
    adds=("identity_kind",),
    rule=_codes,
    doubts=(("division_code", division_doubt), ("industry_code", industry_doubt)),
    spelled=True,
    short=True,
    former="client_name",
    number="client",
)
CLIENT_NAME = ImportSpec(
    noun="client_name",
    table="client_name",
    fields=(
        refers(C.client, "client", needed=True),
        text(C.alias, 200, needed=True, column="name"),
        Field(C.alias_kind, column="kind", default=C.NameKind.alias.value),
    ),
    keys=(Key(("client", "alias")),),
)
CLIENT_NUMBER = ImportSpec(
    noun="client_number",
    table="client_number",
    fields=(refers(C.client, "client", needed=True), text(C.system, 40, needed=True), text(C.number, 60, needed=True)),
    keys=(Key(("system", "number")),),
)
GROUP = ImportSpec(
    noun="group",
    table="client_group",
    model="corecrm.models.group:GroupIn",
    fields=(
        code(G.code),
        text(G.name, 100, needed=True),
        refers(G.parent, "client"),
        refers(G.institution, "institution"),
        Field(G.level, default=G.ListLevel.branch.value),
        Field(G.status, default=G.ListStatus.core.value),
        Field(G.listed_on),
        note(G.note, 4000),
        text(G.pinyin, 400),
        text(G.initials, 100),
        Field(G.removed_on),
    ),
    keys=(Key(("code",)), Key(("name",), unique=False)),
    spelled=True,
)


OWNERSHIP = ImportSpec(
    noun="ownership",
    table="ownership",
    model="corecrm.models.ownership:OwnershipIn",
    fields=(
        code(O.code),
        refers(O.holder, "client", needed=True),
        refers(O.owned, "client", needed=True),
        Field(O.kind, default=O.EdgeKind.control.value),
        Field(O.pct, least=0, most=MILLION),
        Field(O.valid_from, needed=True),
        Field(O.valid_to),
        note(O.note, 2000),
    ),
    keys=(
        Key(("code",)),
        Key(("holder", "owned", "kind", "valid_from"), unique=False),
    ),
    number="ownership",
)
TEAM = ImportSpec(
    noun="team",
    table="seat",
    model="corecrm.models.team:SeatIn",
    fields=(
        code(T.code),
        refers(T.group, "group"),
        refers(T.client, "client"),
        refers(T.staff, "staff", needed=True),
        Field(T.role, needed=True),
        Field(T.valid_from, needed=True),
        Field(T.valid_to),
        note(T.note, 2000),
    ),
    keys=(Key(("code",)), Key(("group", "client", "staff", "role", "valid_from"), ("group", "client"), unique=False)),
    number="team",
)
SPECS = (CLIENT, CLIENT_NAME, CLIENT_NUMBER, GROUP, OWNERSHIP, TEAM)
