"""The language of a run: which one it is, and the translation of a message into it.

Messages are written in English in the code and translated by gettext, domain `corecrm`. Field and enum labels are not
messages: they carry both languages themselves (`fields`) and ask `language()` which to show.
"""

import gettext
import os
from collections.abc import Mapping, Sequence

from corecrm.paths import shipped

DOMAIN = "corecrm"
_state: dict[str, gettext.NullTranslations | str] = {"language": "en", "catalogue": gettext.NullTranslations()}


def language() -> str:
    """`zh` or `en`."""
    return str(_state["language"])


def use_language(code: str) -> None:
    """Speak `zh` or `en` from now on. Call before Typer's help texts are imported."""
    _state["language"] = code
    os.environ["LANGUAGE"] = "zh_CN" if code == "zh" else "en"
    folder = str(shipped("locales"))
    gettext.bindtextdomain(DOMAIN, folder)
    gettext.textdomain(DOMAIN)
    _state["catalogue"] = gettext.translation(DOMAIN, folder, ["zh_CN" if code == "zh" else "en"], fallback=True)


def language_of_locale(environ: Mapping[str, str]) -> str:
    """The language that the environment asks for: `zh*` is Chinese, all else English."""
    wanted = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "zh" if wanted.lower().startswith("zh") else "en"


def _(message: str) -> str:
    """`message` in the language of the run. Fill placeholders after the call: `_("no client {key}").format(key=key)`."""
    catalogue = _state["catalogue"]
    return catalogue.gettext(message) if message and isinstance(catalogue, gettext.NullTranslations) else message


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Marks a message that is translated when it is shown."""
    return message


def pick(zh: str, en: str) -> str:
    """The one of two texts that fits the language of the run."""
    return zh if _state["language"] == "zh" else en


def some_of(words: Sequence[str], shown: int) -> str:
    """The first few of many, and how many more there are: `3, 4, 9 and 12 more`."""
    listed = ", ".join(words[:shown])
    more = len(words) - shown
    return listed if more <= 0 else _("{listed} and {count} more").format(listed=listed, count=f"{more:,}")
