"""corecrm help: what holds for all commands, by topic."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

import typer

from corecrm import errors
from corecrm.commands.app import Verbs
from corecrm.commands.failing import BUG, INTERRUPTED
from corecrm.commands.options import FORMATS
from corecrm.commands.run import Run
from corecrm.errors import CrmError, UsageProblem
from corecrm.fields import Coded, Column, Kind, Label, Row, Table, columns
from corecrm.nouns import BY_NAME, NOUNS
from corecrm.text import N_, _

app = Verbs()

F_TOPIC = Label("topic", "主题", "Topic")
F_MEANING = Label("meaning", "含义", "Meaning")
F_EXIT = Label("exit_code", "退出码", "Exit code", Kind.count)
F_ERROR = Label("code", "错误代码", "Error code")
F_FORMAT = Label("format", "格式", "Format")
F_FIELD = Label("field", "字段", "Field")
F_LABEL = Label("label", "名称", "Label")
F_KIND = Label("kind", "类型", "Kind", Kind.choice)
F_CHOICES = Label("choices", "取值", "Values", Kind.choice)
F_HEADINGS = Label("headings", "导入表头", "Import headings")
F_NOUN = Label("noun", "类别", "Noun")
F_PREFIX = Label("prefix", "编号前缀", "Prefix")
F_KEY = Label("key", "识别字段", "Key")
F_ALSO = Label("also", "亦可识别", "Also found by")
F_VARIABLE = Label("variable", "变量", "Variable")
F_PHRASE = Label("phrase", "写法", "Written")
F_DATE = Label("date", "日期", "Date", Kind.date)

MEANINGS = {
    "error": N_("something that has no code of its own"),
    "cancelled": N_("a question was left without an answer; nothing was changed"),
    "usage": N_("the command line is off: an option, a verb, a noun, a missing value"),
    "findings": N_("a check found something; what it found is the output"),
    "not_found": N_("no such record, or more than one"),
    "rule": N_("a rule of the business forbids it: a sum, a limit, a state, a closed period"),
    "data": N_("rows of an input file were refused; nothing was written"),
    "input": N_("an input file is missing, damaged or encrypted"),
    "output": N_("an output cannot be written, or would overwrite something"),
    "busy": N_("another process has been writing to the database for too long"),
    "forbidden": N_("the position of the acting person may not do this"),
    "store": N_("no usable database there: it needs init, or is newer than the program, or is something else"),
}
FORMAT_MEANINGS = {
    "table": N_("a table for a person; what a terminal gets"),
    "json": N_(
        "an array of objects, or one object for one record; amounts and rates as decimal strings, codes alike in every language"
    ),
    "jsonl": N_("one JSON object a line"),
    "csv": N_("comma-separated, with a header line; a file opens in Excel as it is"),
    "tsv": N_("tab-separated, with a header line; what a pipe gets"),
    "md": N_("a Markdown table"),
    "xlsx": N_("an Excel workbook, with -o FILE"),
}
VARIABLES = {
    "CORECRM_DB": N_("the database: a file, or a server's URL"),
    "CORECRM_CONFIG": N_("the settings file"),
    "CORECRM_LANG": N_("language of messages and screens: zh or en"),
    "CORECRM_USER": N_("the code of the staff member who acts"),
    "CORECRM_DATE": N_("today, for the whole run"),
    "CORECRM_NOW": N_("the moment of recording; for tests only"),
    "CORECRM_NO_INPUT": N_("never ask"),
    "CORECRM_DEBUG": N_("show the traceback of a bug"),
    "COLUMNS": N_("the width of the screen"),
    "NO_COLOR": N_("no colours"),
    "FORCE_COLOR": N_("colours in pipes too"),
    "CLICOLOR": N_("0: no colours"),
    "CLICOLOR_FORCE": N_("colours in pipes too"),
}
PHRASES = (
    "2026-03-01", "20260301", "2026-3-1", "2026年3月1日", "12月31日", "今天", "明天", "周五", "下周五", "月底", "季末", "年底",
    "+7d", "-2w", "+1m", "2026Q4", "today", "tomorrow", "next friday", "month end", "quarter end", "year end",
)  # fmt: skip


@app.reads
def help_(
    run: Run,
    topic: Annotated[
        str | None, typer.Argument(metavar="[TOPIC]", help=N_("exit-codes, formats, fields, keys, env or dates"))
    ] = None,
    noun: Annotated[str | None, typer.Argument(metavar="[NOUN]", help=N_("With fields: the noun whose fields are meant"))] = None,
) -> None:
    """Explain what holds for all commands, by topic; without one, list the topics.

    Examples:
        corecrm help
        corecrm help exit-codes
        corecrm help fields client --json
    """
    if topic is None:
        rows = [(name, _(meaning)) for name, (meaning, _table) in TOPICS.items()]
        run.show(Table(_("Topics"), columns(F_TOPIC, F_MEANING), rows, key="topic"))
    elif topic == "fields":
        run.show(_fields(noun))
    else:
        _one_of(topic, list(TOPICS), _("there is no topic “{name}”"))
        run.show(TOPICS[topic][1](run))


def _one_of(name: str, known: list[str], message: str) -> None:
    if name in known:
        return
    from corecrm.names import similar

    near = similar(name, known)
    hint = (
        _("did you mean {names}?").format(names=", ".join(near)) if near else _("they are: {names}").format(names=", ".join(known))
    )
    raise UsageProblem(message.format(name=name), hint)


def _exit_codes(_run: Run) -> Table:
    rows: list[Row] = [(0, None, _("done, also where there was nothing to do"))]
    rows += sorted({(kind.exit_code, kind.code, _(MEANINGS[kind.code])) for kind in failures()})
    rows += [(BUG, None, _("a bug in the program; a report is saved and its path printed")), (INTERRUPTED, None, _("Ctrl-C"))]
    return Table(
        _("Exit codes"), columns(F_EXIT, F_ERROR, F_MEANING), sorted(rows, key=lambda row: int(str(row[0]))), key="exit_code"
    )


def failures() -> Iterator[type[CrmError]]:
    """Every kind of failure that has an entry of its own in the table of exit codes."""
    yield from (kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CrmError))


def _formats(_run: Run) -> Table:
    rows = [(name, _(FORMAT_MEANINGS[name])) for name in FORMATS]
    note = _("-f NAME chooses one; --json is -f json; -o FILE chooses by the suffix; -q writes the keys only")
    return Table(_("Formats"), columns(F_FORMAT, F_MEANING), rows, notes=(note,), key="format")


def _fields(noun: str | None) -> Table:
    """The fields of a noun as its list writes them in JSON, and under which headings an import takes them."""
    known = [each.name for each in NOUNS if each.command]
    if noun is None:
        raise UsageProblem(
            _("{path}: {name} is missing").format(path="corecrm help fields", name="NOUN"),
            _("they are: {names}").format(names=", ".join(known)),
        )
    _one_of(noun, known, _("there is no noun “{name}”"))
    cols = columns(F_FIELD, F_LABEL, F_KIND, Column(F_CHOICES, drop=2), Column(F_HEADINGS, drop=1))
    rows = [_field(label) for label in _written(noun)]
    return Table(_("Fields of {noun}").format(noun=noun), cols, rows, key="field")


def _written(noun: str) -> Sequence[Label]:
    """What a noun's list writes in JSON: the columns of its Listing, unless the list adds to them and says so."""
    asked = importlib.import_module("corecrm.reports.goals" if noun == "goal" else f"corecrm.queries.{noun}")
    told: Sequence[Label] | None = getattr(asked, "WRITTEN", None)
    return told or [column.label for column in asked.LISTING.columns if column.on != "screen"]


def _field(label: Label) -> Row:
    from corecrm.exchange.template import KINDS

    members = list(label.choices or ())
    choices = Coded(", ".join(members), ", ".join(f"{each.value} {each.label}" for each in members)) if members else None
    return label.key, label.title, Coded(label.kind, _(KINDS[label.kind])), choices, ", ".join(dict.fromkeys(label.headings))


def _keys(_run: Run) -> Table:
    nouns = [each for each in NOUNS if each.command and each.table]
    rows = [(each.name, each.prefix or None, each.key, _also(each.name)) for each in nouns]
    note = _("a read takes whatever single record fits, a write a code, a number, a name or the beginning of a code")
    return Table(_("Keys"), columns(F_NOUN, F_PREFIX, F_KEY, F_ALSO), rows, notes=(note,), key="noun")


def _also(name: str) -> str:
    noun = BY_NAME[name]
    ways = [*noun.also, *([noun.title] if noun.title != noun.key else []), *(column for _table, _owner, column in noun.names)]
    return ", ".join(dict.fromkeys([*ways, *(["pinyin", "initials"] if noun.spelled else [])]))


def _environment(_run: Run) -> Table:
    rows = [(name, _(meaning)) for name, meaning in VARIABLES.items()]
    return Table(_("Environment variables"), columns(F_VARIABLE, F_MEANING), rows, key="variable")


def _dates(run: Run) -> Table:
    rows = [(phrase, run.day(phrase)) for phrase in PHRASES]
    note = _("what can be read in two ways, such as 3/4/26, is refused")
    return Table(_("Dates, as seen from today"), columns(F_PHRASE, F_DATE), rows, notes=(note,), as_of=run.today, key="phrase")


TOPICS: dict[str, tuple[str, Callable[[Run], Table]]] = {
    "exit-codes": (N_("what the program's exit code means"), _exit_codes),
    "formats": (N_("the forms in which results are written"), _formats),
    "fields": (N_("the fields of a noun, in JSON and in imported sheets: help fields NOUN"), lambda _run: _fields(None)),
    "keys": (N_("how records are named on the command line"), _keys),
    "env": (N_("environment variables"), _environment),
    "dates": (N_("how dates may be written"), _dates),
}
