"""The settings of a user or a folder: a small TOML file.

Order: `--config FILE` or CORECRM_CONFIG alone; else `./corecrm.toml` over the user's own file. Command-line options and
CORECRM_* variables win over both.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from corecrm.causes import cause_of
from corecrm.errors import OutputRefused, StoreUnavailable, UsageProblem
from corecrm.text import N_, _

SETTINGS = {
    "db": N_("the database: a file, or a server's URL"),
    "lang": N_("language of messages and screens: zh or en"),
    "me": N_("the code of the staff member who acts"),
    "site": N_("prefix of new numbers where several stores exchange files, such as BJ"),
    "date": N_("today, for demonstrations and training"),
    "color": N_("auto, always or never"),
}
VARIABLES = {"db": "CORECRM_DB", "lang": "CORECRM_LANG", "me": "CORECRM_USER", "date": "CORECRM_DATE"}


class Setting(NamedTuple):
    """A value and where it came from: `default`, a variable's name or a file."""

    name: str
    value: str | None
    origin: str


def user_file() -> Path:
    """The user's own settings file; it need not exist."""
    from platformdirs import user_config_path

    return user_config_path("corecrm", appauthor=False) / "config.toml"


def default_database() -> Path:
    """Where the store is when nothing else is said."""
    from platformdirs import user_data_path

    return user_data_path("corecrm", appauthor=False) / "corecrm.db"


def files(chosen: str | None, environ: Mapping[str, str]) -> list[Path]:
    """The settings files that count, the strongest first."""
    named = chosen or environ.get("CORECRM_CONFIG")
    return [Path(named).expanduser()] if named else [Path("corecrm.toml"), user_file()]


def load(chosen: str | None, environ: Mapping[str, str]) -> dict[str, Setting]:
    """Every setting that a variable or a file gives.

    Raises:
        StoreUnavailable: a file is not TOML, or the file named by hand is not there.
    """
    found: dict[str, Setting] = {}
    for path in reversed(files(chosen, environ)):
        for name, value in _read(path, required=chosen is not None).items():
            found[name] = Setting(name, value, str(path))
    for name, variable in VARIABLES.items():
        if environ.get(variable):
            found[name] = Setting(name, environ[variable], variable)
    return found


def _read(path: Path, *, required: bool) -> dict[str, str]:
    if not path.is_file():
        if required:
            raise StoreUnavailable(_("there is no settings file {path}").format(path=path), _("check --config"))
        return {}
    import tomllib

    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = _("the settings file {path} cannot be read: {reason}").format(path=path, reason=error)
        raise StoreUnavailable(message, _("mend the file, or name another with --config")) from error
    return {name: str(value) for name, value in values.items() if name in SETTINGS}


def write(path: Path, name: str, value: str | None) -> None:
    """Sets a value in a settings file, or takes it out (None); comments and order stay.

    Raises:
        UsageProblem: there is no such setting.
        OutputRefused: the file cannot be written.
    """
    import tomlkit

    if name not in SETTINGS:
        raise UsageProblem(
            _("there is no setting “{name}”").format(name=name), _("settings: {names}").format(names=", ".join(SETTINGS))
        )
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.is_file() else tomlkit.document()
    if value is None:
        document.pop(name, None)
    else:
        document[name] = value
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(tomlkit.dumps(document), encoding="utf-8")
    except OSError as error:
        raise OutputRefused(_("cannot write {path}: {reason}").format(path=path, reason=cause_of(error))) from error
