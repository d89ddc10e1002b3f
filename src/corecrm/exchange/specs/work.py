"""How tasks, risk signals and the kinds of signal go in and out."""

from corecrm.exchange.spec import Field, ImportSpec, Key, code, note, refers, text
from corecrm.fields import risk as R
from corecrm.fields import task as T

TASK = ImportSpec(
    noun="task",
    table="task",
    model="corecrm.models.task:TaskIn",
    fields=(
        code(T.code),
        text(T.title, 200, needed=True),
        Field(T.source, default=T.TaskSource.routine.value),
        refers(T.group, "group"),
        refers(T.client, "client"),
        refers(T.owner, "staff"),
        Field(T.supervised, default=False),
        Field(T.issued_on),
        Field(T.due),
        Field(T.original_due),
        Field(T.state, default=T.TaskState.draft.value),
        Field(T.progress, least=0, most=1_000_000),
        note(T.requirement, 4000),
        note(T.result, 4000),
        Field(T.started_on),
        Field(T.submitted_on),
        Field(T.closed_on),
        Field(T.removed_on),
    ),
    keys=(Key(("code",)), Key(("title", "group", "client", "owner", "due"), ("group", "client", "owner", "due"), unique=False)),
    number="task",
)
RISK = ImportSpec(
    noun="risk",
    table="risk",
    model="corecrm.models.risk:RiskIn",
    fields=(
        code(R.code),
        refers(R.signal, "signal_kind", needed=True),
        refers(R.client, "client", needed=True),
        Field(R.level, needed=True),
        Field(R.state, default=R.SignalState.found.value),
        note(R.detail, 4000),
        Field(R.exposure),
        Field(R.found_on, needed=True),
        refers(R.found_by, "staff"),
        refers(R.owner, "staff"),
        Field(R.due),
        Field(R.verified_on),
        Field(R.closed_on),
        note(R.conclusion, 4000),
        Field(R.removed_on),
    ),
    keys=(Key(("code",)), Key(("signal", "client", "found_on"), unique=False)),
    number="risk",
)
SIGNAL_KIND = ImportSpec(
    noun="signal_kind",
    table="signal_kind",
    fields=(
        code(R.code, longest=10),
        text(R.family, 10, needed=True),
        text(R.name, 100, needed=True),
        text(R.name_en, 200, needed=True),
        note(R.rule, 400),
        text(R.default_level, 40, needed=True),
        Field(R.computable, default=False),
        note(R.origin, 200),
    ),
    keys=(Key(("code",)),),
)
SPECS = (TASK, RISK, SIGNAL_KIND)
