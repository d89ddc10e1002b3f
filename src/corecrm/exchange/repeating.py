"""The same file again: where nothing was written since it was imported, what it came to is known without reading it.

An import that changed nothing but what its file says leaves a store in which the same file changes nothing, whatever is in it.
So it is enough to prove that bytes, manner and store are the same. After any other write the file is read as if it were new.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from corecrm import __version__
from corecrm.exchange.options import Options
from corecrm.exchange.outcome import Fault, FileOutcome, Outcome, Skipped, Understood
from corecrm.exchange.reader import SourceFile
from corecrm.exchange.spec import ImportSpec
from corecrm.text import language

if TYPE_CHECKING:
    from corecrm.store.reader import Reader

LONGEST = 20_000  # characters of a kept result; one with thousands of skipped rows is rather read again
_NEWEST = """
    SELECT b.result FROM batch b JOIN change c ON c.noun = 'batch' AND c.row_id = b.id AND c.before IS NULL
    WHERE c.id = (SELECT max(id) FROM change) AND b.manner = :manner
"""


def manner_of(noun: str, options: Options, files: Iterable[FileOutcome]) -> str:
    """A digest of all that decides what an import comes to, but for the store: program, language, options, sheets, bytes."""
    parts = (__version__, language(), noun, options, [(file.noun, file.name, file.sheet, file.sha256) for file in files])
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def result_of(outcome: Outcome) -> str | None:
    """What is kept of an import, so that it need not be read again; None where some rows were not taken, or it is too long."""
    if outcome.refused:
        return None
    text = json.dumps([asdict(file) for file in outcome.files], ensure_ascii=False)
    return text if len(text) <= LONGEST else None


def repeated(db: "Reader", noun: str, files: Sequence[tuple[ImportSpec, SourceFile]], options: Options) -> Outcome | None:
    """What importing these files would come to, if the last write was just that import; else None."""
    named = [FileOutcome(source.name, spec.noun, source.sha256, source.sheet or "") for spec, source in files]
    kept = db.value(_NEWEST, manner=manner_of(noun, options, named))
    return None if kept is None else Outcome([_again(each) for each in json.loads(kept)], skip_errors=options.skip_errors)


def _again(kept: dict[str, object]) -> FileOutcome:
    """The outcome of a file of which everything is stored already."""
    file = FileOutcome(**kept)  # type: ignore[arg-type]  # what `asdict` made of one
    file.columns = [Understood(*each) for each in file.columns]
    file.skipped = [Skipped(*each) for each in file.skipped]
    warnings = [Fault(*each) for each in file.warnings]
    file.warnings = [warning for warning in warnings if not warning.row]  # doubts are told of rows that change something
    file.new = file.changed = file.overwritten = 0
    file.unchanged = file.read
    return file
