"""Every failure that a user can cause, and the exit code it ends in.

CrmError                    1
├── Cancelled               1   a prompt was left
├── UsageProblem            2   option, verb, noun, missing value
├── FindingsReported        3   a check found something; its table is the message
├── NotFound                4   also: more than one match
├── RuleViolation           5   sum, limit, state, closed period
├── DataRejected           65   rows of an input file
├── InputMissing           66   no such file, damaged, encrypted
├── OutputRefused          73   cannot write there, or would overwrite
├── StoreBusy              75
├── Forbidden              77   this role may not do this
└── StoreUnavailable       78   needs init, newer database, not a corecrm file

Anything else that reaches the top is a bug: exit 70, with a saved report. Ctrl-C is 130.
"""

from collections.abc import Mapping, Sequence


class CrmError(Exception):
    """One sentence that names the thing and the value, one with the remedy, and what a script may want to know."""

    exit_code = 1
    code = "error"

    def __init__(
        self, message: str, hint: str | None = None, details: Mapping[str, object] | Sequence[object] | None = None
    ) -> None:
        super().__init__(message)
        self.message, self.hint, self.details = message, hint, details


class Cancelled(CrmError):
    """A prompt was left without an answer."""

    code = "cancelled"


class UsageProblem(CrmError):
    """The command line itself is off."""

    exit_code = 2
    code = "usage"


class FindingsReported(CrmError):
    """A check found something."""

    exit_code = 3
    code = "findings"


class NotFound(CrmError):
    """No such record, or more than one; `details` holds the candidates."""

    exit_code = 4
    code = "not_found"


class RuleViolation(CrmError):
    """A rule of the business forbids it."""

    exit_code = 5
    code = "rule"


class DataRejected(CrmError):
    """Rows of an input were refused; nothing was written."""

    exit_code = 65
    code = "data"


class InputMissing(CrmError):
    """An input file is not there, or cannot be read."""

    exit_code = 66
    code = "input"


class OutputRefused(CrmError):
    """An output cannot be written where it was asked for."""

    exit_code = 73
    code = "output"


class StoreBusy(CrmError):
    """Another process holds the database for longer than we wait."""

    exit_code = 75
    code = "busy"


class Forbidden(CrmError):
    """The acting person's position may not do this."""

    exit_code = 77
    code = "forbidden"


class StoreUnavailable(CrmError):
    """There is no usable database at that place."""

    exit_code = 78
    code = "store"
