"""What a write answers: which records it touched and how, and the command that takes it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corecrm.fields import Kind, Label, Table, columns
from corecrm.nouns import BY_NAME, OWNER_OF_PART, called
from corecrm.queries.logged import describe, key_of_part, label_of
from corecrm.text import N_, _, pick

if TYPE_CHECKING:
    from corecrm.commands.run import Run
    from corecrm.store.changes import Change, ChangeSet

SHOWN = 8
LOOKED_AT, EVERY = 500, 2**62  # row changes: a person reads the first few, a script wants all
ACTIONS = {"add": N_("added"), "edit": N_("changed"), "delete": N_("deleted"), "remove": N_("removed"), "restore": N_("restored")}
CHANGED = columns(Label("noun", "类别", "Noun", Kind.choice), Label("key", "编号", "Key"), Label("action", "动作", "Action"))


@dataclass(slots=True)
class Touched:
    """One record that a write touched: what was done, and the fields that differ."""

    noun: str
    key: str
    action: str
    steps: list[str]


class Answer:
    """Collects the row changes of a change set before it ends, and tells them after."""

    def __init__(self, run: "Run") -> None:
        self.run, self.number, self.total, self.records = run, 0, 0, 0
        self.touched: dict[tuple[str, str], Touched] = {}
        self.warnings: list[str] = []

    def take(self, work: "ChangeSet") -> None:
        """Reads what has been done so far."""
        self.number = work.number
        self.warnings += work.notices
        data = self.run.options.get("output_format") or self.run.options.get("output_keys")
        for change in work.changes(EVERY if data else LOOKED_AT):
            self._add(change)
        count = "SELECT count(*) FROM (SELECT {} noun, row_id FROM change WHERE change_set_id = ?) AS changed"
        (self.total,) = work.db.execute(count.format("ALL"), (work.number,)).fetchone()
        self.records = len(self.touched)
        if self.total > LOOKED_AT and not data:
            (self.records,) = work.db.execute(count.format("DISTINCT"), (work.number,)).fetchone()

    def _add(self, change: "Change") -> None:
        noun, key = key_of_part(self.run.reader, change.table, change.before, change.after)
        record = self.touched.setdefault((noun, key), Touched(noun, key, "edit", []))
        own = change.table == _table_of(noun)
        finished = own and record.action == "add"  # a new record's second step only completes it
        record.action = _action(change, own=own, so_far=record.action)
        if own and change.before is None:
            record.steps.extend(_title(noun, key, change.after or {}))
        if not finished:
            record.steps.extend(_steps(self.run, change))

    def show(self) -> None:
        """To stdout what a script wants, to stderr what a person wants."""
        run = self.run
        if run.options.get("output_format") == "json":
            return self._show_json()
        if run.options.get("output_format") or run.options.get("output_keys"):
            run.show(
                Table(_("Changed"), CHANGED, [(each.noun, each.key, each.action) for each in self.touched.values()], key="key")
            )
        for line in self._sentences():
            run.say(line)
        return None

    def _show_json(self) -> None:
        import json

        changed = [{"noun": each.noun, "key": each.key, "action": each.action} for each in self.touched.values()]
        number = None if self.run.dry_run or not self.total else self.number
        answer: dict[str, Any] = {"change_set": number, "changed": changed, "warnings": self.warnings}
        if self.run.dry_run:
            answer["dry_run"] = True
        self.run.out.write(json.dumps(answer, ensure_ascii=self.run.palette.encoding != "utf-8") + "\n")

    def _sentences(self) -> Iterator[str]:
        if not self.total:
            yield _("nothing to do: everything is already as asked")
            return
        mark = "·" if self.run.dry_run else self.run.palette.yes
        for each in list(self.touched.values())[:SHOWN]:
            yield f"{mark} {_named(each)} {_(ACTIONS[each.action])}" + (
                f"　{pick('；', '; ').join(each.steps)}" if each.steps else ""
            )
        if self.records > SHOWN:
            yield _("… and {count} more records").format(count=self.records - SHOWN)
        yield from self.warnings
        if self.run.dry_run:
            yield _("dry run: nothing was written")
        else:
            yield _("undo: corecrm undo {number}").format(number=self.number)


def _named(each: Touched) -> str:
    """The record's key; with what it is where the key is a bare number."""
    return f"{called(each.noun)} {each.key}" if each.key.isdecimal() else each.key


def _table_of(noun: str) -> str:
    return BY_NAME[noun].table if noun in BY_NAME else noun


def _title(noun: str, key: str, row: dict[str, Any]) -> Iterator[str]:
    """What a new record is called, where that says more than its key."""
    title = row.get(BY_NAME[noun].title) if noun in BY_NAME else None
    if title and title != key:
        yield str(title)


def _action(change: "Change", *, own: bool, so_far: str) -> str:
    if not own:
        return so_far
    if change.before is None:
        return "add"
    if change.after is None:
        return "delete"
    was, now = change.before.get("removed_on"), change.after.get("removed_on")
    if was != now:
        return "remove" if now else "restore"
    return so_far


def _steps(run: "Run", change: "Change") -> Iterator[str]:
    """`Tier: B → A` for each field that an edit changed, `Other name: + X` for a part that came or went."""
    if change.before is not None and change.after is not None:
        for name, was, now in describe(run.reader, change.table, change.before, change.after):
            if name not in ("pinyin", "initials", "removed_on"):
                yield f"{label_of(change.table, name).title}{pick('：', ': ')}{was} → {now}"
    elif change.table != _table_of(key_of_part(run.reader, change.table, change.before, change.after)[0]):
        sign, row = ("+", change.after) if change.after is not None else ("-", change.before)
        yield f"{sign} {_part(run, change.table, row or {})}"


def _part(run: "Run", table: str, row: dict[str, Any]) -> str:
    """A part of a record in a few words: its name or number, or else all that is known of it."""
    named = next((str(value) for name, value in row.items() if name in ("name", "number")), None)
    owner = OWNER_OF_PART[table][1]
    known = (value for name, _was, value in describe(run.reader, table, None, row) if name != owner)
    return named or " · ".join(value for value in known if value != "—")
