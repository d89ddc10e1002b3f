"""The registry of nouns: what each is called, where its parts are, and which fields play a known role in it.

`find`, `show`, `export`, `check`, the resolver, the change log and the command tree all walk this one list, so a new noun
is known to them by its line here.
"""

from typing import NamedTuple

from corecrm.text import N_, _


class Noun(NamedTuple):
    """One kind of record.

    Args:
        name: the command's name, the module's name in every layer.
        help: what it is, one line (translated when shown).
        panel: the stage of the procedure that help lists it under.
        table: its table; empty for a noun without one.
        prefix: what its counter's codes begin with; empty where codes are given by people.
        key: the field that people name a record by.
        title: the field that tells a person which record it is.
        parts: tables whose rows belong to a record, with the column that says to which.
        also: further columns that identify one record exactly.
        names: tables of other names and numbers: (table, owner column, text column).
        removable: `remove` marks the record with a day instead of deleting it.
        roles: what columns that refer to it are called besides its own name (`owner_id` refers to staff).
        command: it has verbs of its own.
        module: the file of its model and fields where that is another noun's.
        spelled: it has `pinyin` and `initials` to be found by.
    """

    name: str
    help: str
    panel: str
    table: str = ""
    prefix: str = ""
    key: str = "code"
    title: str = "name"
    parts: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    names: tuple[tuple[str, str, str], ...] = ()
    removable: bool = True
    roles: tuple[str, ...] = ()
    command: bool = True
    module: str = ""
    spelled: bool = False

    @property
    def numbered(self) -> bool:
        """People know a record of it by its number alone: no part of that means anything."""
        return bool(self.prefix) and self.title == self.key

    @property
    def label(self) -> str:
        """What one of it is called within a sentence, in the language of the run."""
        return _(self.name)


PANELS = {
    "start": N_("Start"),
    "organisation": N_("Organisation"),
    "clients": N_("Clients and teams"),
    "plans": N_("Plans"),
    "execution": N_("Execution"),
    "credit": N_("Credit and risk"),
    "performance": N_("Performance and adjustment"),
    "data": N_("Data"),
}

NOUNS = (
    Noun(
        N_("institution"),
        N_("Head office, branches, sub-branches, departments"),
        "organisation",
        table="institution",
        spelled=True,
    ),
    Noun(
        N_("staff"),
        N_("People of the bank and their posts"),
        "organisation",
        table="staff",
        parts=(("post", "staff_id"),),
        roles=("owner", "reports_to", "found_by"),
        spelled=True,
    ),
    Noun(N_("group"), N_("Client groups, their family trees"), "clients", table="client_group", spelled=True),
    Noun(
        N_("client"),
        N_("Companies that the bank serves or wants to"),
        "clients",
        table="client",
        prefix="HX-",
        parts=(("client_name", "client_id"), ("client_number", "client_id")),
        also=("identity_no",),
        names=(("client", "id", "short_name"), ("client_name", "client_id", "name"), ("client_number", "client_id", "number")),
        roles=("holder", "owned"),
        spelled=True,
    ),
    Noun(
        N_("ownership"),
        N_("Who controls or owns whom, from when to when"),
        "clients",
        table="ownership",
        prefix="OW-",
        title="code",
        removable=False,
    ),
    Noun(
        N_("team"),
        N_("Service teams: who looks after which group and client"),
        "clients",
        table="seat",
        prefix="ST-",
        title="code",
        removable=False,
    ),
    Noun(N_("metric"), N_("Indicators: units, and how they add"), "plans", table="metric"),
    Noun(
        N_("goal"),
        N_("Goals, split over time, lines, institutions, people, clients"),
        "plans",
        table="goal",
        title="code",
        removable=False,
    ),
    Noun(
        N_("actual"),
        N_("Facts: balances, averages, income of clients"),
        "plans",
        table="actual",
        prefix="F-",
        title="code",
        removable=False,
        roles=("superseded_by",),
    ),
    Noun(N_("product"), N_("The product catalogue"), "plans", table="product"),
    Noun(
        N_("holding"), N_("Which client uses which product"), "plans", table="holding", prefix="HD-", title="code", removable=False
    ),
    Noun(N_("task"), N_("Tasks: assign, start, submit, approve"), "execution", table="task", prefix="T-", title="title"),
    Noun(
        N_("approval"),
        N_("Requests that somebody has to decide"),
        "execution",
        table="approval",
        prefix="AP-",
        title="act",
        parts=(("approval_decision", "approval_id"),),
        removable=False,
    ),
    Noun(N_("risk"), N_("Risk signals: find, verify, release"), "credit", table="risk", prefix="R-", title="code"),
    Noun(N_("signal_kind"), "", "", table="signal_kind", module="risk", command=False, removable=False, roles=("signal",)),
    Noun(N_("batch"), "", "", table="batch", prefix="I-", title="files", command=False, removable=False),
    Noun(N_("column_map"), "", "", table="column_map", module="batch", key="name", command=False, removable=False),
    Noun(N_("evidence"), "", "", table="evidence", key="id", title="reference", command=False, removable=False),
    Noun(
        N_("period"),
        N_("Close a period, so that its figures stand"),
        "data",
        table="closing",
        prefix="CL-",
        title="code",
        removable=False,
    ),
    Noun(N_("setting"), "", "", table="setting", key="name", command=False, removable=False),
)
BY_NAME = {noun.name: noun for noun in NOUNS}
BY_TABLE = {noun.table: noun for noun in NOUNS if noun.table}
OWNER_OF_PART = {part: (noun, column) for noun in NOUNS for part, column in noun.parts}


class Command(NamedTuple):
    """A word after `corecrm`: a noun, or a verb without one.

    Args:
        name: the word.
        help: what it is for, one line (translated when shown).
        panel: the stage of the procedure that help lists it under.
        module: its file in commands/.
        verb: it is a verb itself.
    """

    name: str
    help: str
    panel: str
    module: str
    verb: bool = False


_ROOT = (
    Command("init", N_("Create an empty store"), "start", "init", verb=True),
    Command("today", N_("What is to be done, what moved, what is behind"), "start", "today", verb=True),
    Command("check", N_("Look for what does not fit together"), "start", "check", verb=True),
    Command("explain", N_("Where a figure comes from"), "start", "explain", verb=True),
    Command("demo", N_("An invented bank, its screens and its report"), "start", "demo", verb=True),
    Command("find", N_("Find any record by code, name, part of a name or pinyin"), "start", "find", verb=True),
    Command("show", N_("Show any record"), "start", "find", verb=True),
    Command("help", N_("Topics: exit-codes, formats, fields NOUN, keys, env, dates"), "start", "help", verb=True),
    Command("report", N_("Finished reports: the quarterly core client management report"), "performance", "report"),
    Command("import", N_("Files in: checked row by row, all or nothing"), "data", "importing"),
    Command("export", N_("Files out, in a form that import reads back"), "data", "exporting"),
    Command("undo", N_("Take a change set back"), "data", "history", verb=True),
    Command("redo", N_("Take the last undo back"), "data", "history", verb=True),
    Command("history", N_("Who changed what, and when"), "data", "history", verb=True),
    Command("run", N_("Run a file of commands"), "data", "script", verb=True),
    Command("doctor", N_("Check the store and this machine"), "data", "doctor", verb=True),
    Command("audit", N_("The log of all changes, and its proof"), "data", "audit"),
    Command("db", N_("The database: status, backup, restore, migration"), "data", "db"),
    Command("config", N_("Settings"), "data", "config"),
    Command("completion", N_("Completion of commands and codes in the shell"), "data", "completion"),
)
COMMANDS = {
    command.name: command
    for command in (*(Command(noun.name, noun.help, noun.panel, noun.name) for noun in NOUNS if noun.command), *_ROOT)
}
PARTS = {
    "post": N_("post"),
    "client_name": N_("other name"),
    "client_number": N_("external number"),
    "approval_decision": N_("decision"),
}


def called(name: str) -> str:
    """What one record of a noun, or of a part of one, is called within a sentence, in the language of the run."""
    return BY_NAME[name].label if name in BY_NAME else _(PARTS.get(name, name))
