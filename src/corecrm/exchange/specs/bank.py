"""How institutions and people of the bank go in and out."""

from corecrm.exchange.spec import Field, ImportSpec, Key, Part, code, note, refers, text
from corecrm.fields import institution as I
from corecrm.fields import staff as S

INSTITUTION = ImportSpec(
    noun="institution",
    table="institution",
    model="corecrm.models.institution:InstitutionIn",
    fields=(
        code(I.code),
        text(I.name, 100, needed=True),
        Field(I.kind, needed=True),
        refers(I.parent, "institution"),
        Field(I.divisions, 200, pattern=r"\d{2,6}( \d{2,6})*"),
        Field(I.opened_on),
        Field(I.closed_on),
        note(I.note, 4000),
        text(I.pinyin, 400),
        text(I.initials, 100),
        Field(I.removed_on),
    ),
    keys=(Key(("code",)), Key(("name",), unique=False)),
    spelled=True,
)
STAFF = ImportSpec(
    noun="staff",
    table="staff",
    model="corecrm.models.staff:StaffIn",
    fields=(
        code(S.code),
        text(S.name, 60, needed=True),
        text(S.phone, 30),
        text(S.email, 100),
        Field(S.joined_on),
        Field(S.left_on),
        note(S.note, 4000),
        text(S.pinyin, 240),
        text(S.initials, 60),
        Field(S.removed_on),
    ),
    keys=(Key(("code",)), Key(("name",), unique=False)),
    parts=(
        Part(
            "post",
            owner="staff",
            fields=("institution", "position", "reports_to", "valid_from", "valid_to"),
            key=Key(("staff", "institution", "position"), where="c.valid_to IS NULL"),
            needs="position",
            dated=True,
        ),
    ),
    spelled=True,
)
POST = ImportSpec(
    noun="post",
    table="post",
    fields=(
        refers(S.staff, "staff", needed=True),
        refers(S.institution, "institution", needed=True),
        Field(S.position, needed=True),
        refers(S.reports_to, "staff"),
        Field(S.valid_from, needed=True),
        Field(S.valid_to),
    ),
    keys=(Key(("staff", "institution", "position", "valid_from"), unique=False),),
)
SPECS = (INSTITUTION, STAFF, POST)
