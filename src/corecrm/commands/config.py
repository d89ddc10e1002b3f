"""corecrm config: settings of the user or of a folder."""

from pathlib import Path
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.commands.telling import show_bare, tell
from corecrm.errors import UsageProblem
from corecrm.fields import Kind, Label, Table, columns
from corecrm.store.config import SETTINGS, Setting, default_database, files, write
from corecrm.text import N_, _, language

app = Verbs()

F_NAME = Label("name", "设置项", "Setting")
F_VALUE = Label("value", "值", "Value")
F_MEANING = Label("meaning", "含义", "Meaning")
F_ORIGIN = Label("origin", "来源", "Origin")
F_PATH = Label("path", "文件", "File")
F_EXISTS = Label("exists", "已存在", "Exists", Kind.flag)

CHOICES = {"lang": ("zh", "en"), "color": ("auto", "always", "never")}
SettingName = Annotated[str, typer.Argument(metavar="NAME", help=N_("Setting: db, lang, me, site, color"))]
Local = Annotated[bool, typer.Option("--local", help=N_("In ./corecrm.toml, for work in this folder only"))]


@app.reads
def list_(run: Run, origin: Annotated[bool, typer.Option("--origin", help=N_("Also where each value comes from"))] = False) -> None:
    """List the settings.

    Examples:
        corecrm config list
        corecrm config list --origin --json
    """
    cols = columns(F_NAME, F_VALUE, F_ORIGIN, F_MEANING) if origin else columns(F_NAME, F_VALUE, F_MEANING)
    found = [setting_of(run, name) for name in SETTINGS]
    rows = [(each.name, each.value, *((_(each.origin),) if origin else ()), _(SETTINGS[each.name])) for each in found]
    run.show(Table(_("Settings"), cols, rows, key="name"))


def setting_of(run: Run, name: str) -> Setting:
    """A setting as it holds now, with its origin: a file, a variable, or what the program takes by itself."""
    own = {"db": str(default_database()), "lang": language(), "color": "auto"}
    return run.settings.config.get(name) or Setting(name, own.get(name), N_("default"))


@app.reads
def get(run: Run, name: SettingName) -> None:
    """Print one setting.

    Examples:
        corecrm config get me
        corecrm config get db --json
    """
    found = setting_of(run, _known(name))
    if found.value is None:
        tell(run, _table(found), _("{name} is not set").format(name=name))
    else:
        show_bare(run, _table(found))


@app.reads
def set_(
    run: Run,
    name: SettingName,
    value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("The new value"))],
    local: Local = False,
) -> None:
    """Keep a setting, for this user or for this folder.

    Examples:
        corecrm config set me W0012
        corecrm config set db bank.db --local
    """
    path = _file(run, local=local)
    kept = _checked(_known(name), value.strip(), local=local)
    if name == "date":
        run.parsed_day(name, kept)
    write(path, name, kept)
    _answer(run, Setting(name, kept, str(path)), _("{mark} {name} = {value} ({path})"))


@app.reads
def unset(run: Run, name: SettingName, local: Local = False) -> None:
    """Forget a setting.

    Examples:
        corecrm config unset me
        corecrm config unset db --local
    """
    path = _file(run, local=local)
    _known(name)
    if path.is_file():
        write(path, name, None)
    _answer(run, Setting(name, None, str(path)), _("{mark} {name} is not set in {path}"))


@app.reads
def path(run: Run) -> None:
    """Print the settings files that count here, the strongest first.

    Examples:
        corecrm config path
        corecrm config path --json
    """
    found = files(run.settings.config_file, run.settings.environ)
    show_bare(
        run, Table(_("Settings files"), columns(F_PATH, F_EXISTS), [(str(each), each.is_file()) for each in found], key="path")
    )


def _table(setting: Setting) -> Table:
    row = (setting.name, setting.value, _(setting.origin))
    return Table(_("Setting"), columns(F_NAME, F_VALUE, F_ORIGIN), [row], card=True, key="value")


def _answer(run: Run, setting: Setting, sentence: str) -> None:
    tell(run, _table(setting), sentence.format(mark=run.palette.yes, name=setting.name, value=setting.value, path=setting.origin))


def _known(name: str) -> str:
    if name not in SETTINGS:
        from corecrm.names import similar

        near = similar(name, SETTINGS)
        hint = (
            _("did you mean {names}?").format(names=", ".join(near))
            if near
            else _("settings: {names}").format(names=", ".join(SETTINGS))
        )
        raise UsageProblem(_("there is no setting “{name}”").format(name=name), hint)
    return name


def _file(run: Run, *, local: bool) -> Path:
    """The file to write: the folder's, or the one that counts after it."""
    found = files(run.settings.config_file, run.settings.environ)
    if local and len(found) == 1:
        raise UsageProblem(
            _("--local: only {path} counts in this run").format(path=found[0]), _("leave --config and CORECRM_CONFIG out")
        )
    return found[0] if local else found[-1]


def _checked(name: str, value: str, *, local: bool) -> str:
    """A value that the program can use. A file named for the user stays the same wherever the program is called."""
    if not value:
        raise UsageProblem(
            _("{name} must not be empty").format(name=name), _("take it out with: corecrm config unset {name}").format(name=name)
        )
    if name in CHOICES and value not in CHOICES[name]:
        known = ", ".join(CHOICES[name])
        raise UsageProblem(
            _("{name} cannot be “{value}”").format(name=name, value=value), _("it is one of: {known}").format(known=known)
        )
    if name == "site" and not (value.isascii() and value.isalnum()):
        raise UsageProblem(_("{name} cannot be “{value}”").format(name=name, value=value), _("letters and digits only, such as BJ"))
    if name == "db" and "://" not in value and not local:
        return str(Path(value).expanduser().absolute())
    return value
