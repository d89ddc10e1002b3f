"""Takes out of a text what could steer a terminal or break a line: nothing stored may act on the screen it is shown on."""

import re

# patterns, compiled when a text first needs them: nearly none does, and start-up would wait for them
_BREAKS = "[\t\n\x0b\x0c\r\x85\u2028\u2029]+"
_UNSEEN = "\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
_CONTROLS = f"[\x00-\x1f{_UNSEEN}]"
_CONTROLS_BUT_BREAKS = f"[\x00-\x08\x0b-\x1f\ufffe\uffff{_UNSEEN}]"
_STEERING = "[\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"


def plain(text: str) -> str:
    """`text` on one line: breaks and tabs are a blank; controls (C0, C1, ESC), bidi marks and zero-width characters are gone."""
    if text.isprintable():
        return text
    return re.sub(_CONTROLS, "", re.sub(_BREAKS, " ", text))


def plain_lines(text: str) -> str:
    """`text` without controls, bidi marks and what XML forbids; its line breaks and tabs stay."""
    if text.isprintable():
        return text
    return re.sub(_CONTROLS_BUT_BREAKS, "", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain_column(texts: list[str]) -> list[str]:
    """`plain` of each text; a column that needs none, as nearly all do, costs one look at it."""
    return texts if "".join(texts).isprintable() else [plain(text) for text in texts]


def escaped(json_text: str) -> str:
    r"""JSON with controls, bidi marks and lone surrogates as `\uXXXX`, which means the same and harms no terminal."""
    return re.sub(_STEERING, lambda found: f"\\u{ord(found[0]):04x}", json_text)
