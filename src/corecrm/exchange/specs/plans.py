"""How metrics, products and holdings go in and out."""

from corecrm.exchange.spec import Field, ImportSpec, Key, code, note, refers, text
from corecrm.fields import holding as H
from corecrm.fields import metric as M
from corecrm.fields import product as P

METRIC = ImportSpec(
    noun="metric",
    table="metric",
    model="corecrm.models.metric:MetricIn",
    fields=(
        Field(M.code, 30, needed=True, pattern="[a-z][a-z0-9_]*"),
        text(M.name, 60, needed=True),
        text(M.name_en, 100, needed=True),
        Field(M.measure, needed=True),
        text(M.unit, 10, needed=True),
        Field(M.scale, needed=True, least=0, most=6),
        Field(M.lower_is_better, default=False),
        note(M.formula, 1000),
        note(M.note, 2000),
        Field(M.removed_on),
    ),
    keys=(Key(("code",)),),
)
PRODUCT = ImportSpec(
    noun="product",
    table="product",
    model="corecrm.models.product:ProductIn",
    fields=(
        code(P.code),
        text(P.name, 100, needed=True),
        text(P.name_en, 100, needed=True),
        Field(P.line, needed=True),
        Field(P.uses_limit, default=False),
        text(P.kpi, 60),
        note(P.note, 2000),
        Field(P.removed_on),
    ),
    keys=(Key(("code",)), Key(("name",), unique=False)),
)
HOLDING = ImportSpec(
    noun="holding",
    table="holding",
    model="corecrm.models.holding:HoldingIn",
    fields=(
        code(H.code),
        refers(H.client, "client", needed=True),
        refers(H.product, "product", needed=True),
        refers(H.institution, "institution"),
        Field(H.valid_from, needed=True),
        Field(H.valid_to),
        Field(H.balance),
        note(H.note, 2000),
    ),
    keys=(Key(("code",)), Key(("client", "product", "valid_from"), unique=False)),
    number="holding",
)
SPECS = (METRIC, PRODUCT, HOLDING)
