"""How settings, closed periods, approvals, evidence, import batches and column maps go in and out with a whole bundle."""

from corecrm.exchange.spec import Field, ImportSpec, Key, code, note, refers, text
from corecrm.fields import approval as A
from corecrm.fields import batch as B
from corecrm.fields import evidence as E
from corecrm.fields import period as P
from corecrm.fields import setting as S

ANY = "*"
"""Stands for a record of any noun, written `noun:key`."""

SETTING = ImportSpec(
    noun="setting",
    table="setting",
    fields=(text(S.name, 40, needed=True), text(S.value, 400, needed=True)),
    keys=(Key(("name",)),),
)
PERIOD = ImportSpec(
    noun="period",
    table="closing",
    fields=(
        code(P.code),
        Field(P.closed_to, needed=True),
        Field(P.closed_on, needed=True),
        Field(P.reopened_on),
        text(P.reason, 400),
        Field(P.sealed_facts, least=0),
        text(P.seal, 64),
    ),
    keys=(Key(("code",)),),
)
APPROVAL = ImportSpec(
    noun="approval",
    table="approval",
    fields=(
        code(A.code),
        text(A.noun, 40, needed=True),
        Field(A.row_id, needed=True, refers=ANY, column="row_id"),
        text(A.act, 60, needed=True),
        text(A.deciders, 200, needed=True),
        Field(A.state, default=A.ApprovalState.requested.value),
        text(A.requested_by, 60, needed=True),
        Field(A.requested_on, needed=True),
    ),
    keys=(Key(("code",)),),
)
DECISION = ImportSpec(
    noun="approval_decision",
    table="approval_decision",
    fields=(
        refers(A.approval, "approval", needed=True),
        Field(A.step, needed=True, least=1, most=100),
        text(A.position, 30, needed=True),
        Field(A.state, needed=True),
        text(A.decided_by, 60, needed=True),
        Field(A.decided_on, needed=True),
        note(A.opinion, 2000),
        text(A.typed_by, 60),
        text(A.document, 100),
    ),
    keys=(Key(("approval", "step")),),
)
EVIDENCE = ImportSpec(
    noun="evidence",
    table="evidence",
    fields=(
        text(E.noun, 40, needed=True),
        Field(E.row_id, needed=True, refers=ANY, column="row_id"),
        text(E.reference, 400, needed=True),
        note(E.note, 2000),
        text(E.sha256, 64),
        Field(E.given_on, needed=True),
    ),
    keys=(Key(("noun", "row_id", "reference", "given_on"), unique=False),),
)
BATCH = ImportSpec(
    noun="batch",
    table="batch",
    fields=(
        code(B.code),
        text(B.noun, 40, needed=True),
        text(B.files, 2000, needed=True),
        text(B.sha256, 2000, needed=True),
        Field(B.imported_at, needed=True),
        *(Field(label, needed=True, least=0) for label in (B.read, B.new, B.changed, B.unchanged, B.rejected)),
    ),
    keys=(Key(("code",)),),
)
COLUMN_MAP = ImportSpec(
    noun="column_map",
    table="column_map",
    fields=(text(B.name, 60, needed=True), text(B.noun, 40, needed=True), text(B.columns, 8000, needed=True)),
    keys=(Key(("name",)),),
)
SPECS = (SETTING, PERIOD, APPROVAL, DECISION, EVIDENCE, BATCH, COLUMN_MAP)
