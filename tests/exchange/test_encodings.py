"""How the encoding of a text file is found, and what is refused rather than guessed."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.errors import InputMissing, UsageProblem
from corecrm.exchange import encodings
from corecrm.exchange.encodings import text_encoding


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "甲.csv"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("编码,名称\n".encode(), "utf-8"),
        (codecs.BOM_UTF8 + "编码\n".encode(), "utf-8-sig"),
        ("编码\n".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "编码\n".encode("utf-16-be"), "utf-16"),
        ("编码,名称\n".encode("gb18030"), "gb18030"),
        ("分行\n".encode("gbk"), "gb18030"),
        ("𠮷\n".encode("gb18030"), "gb18030"),
        (b"plain\n", "utf-8"),
    ],
)
def test_the_encoding_is_found(path: Path, content: bytes, encoding: str) -> None:
    path.write_bytes(content)
    assert text_encoding(path, path.name) == encoding


def test_the_whole_file_is_looked_at(path: Path) -> None:
    path.write_bytes(b"code\n" * 300_000 + "名称\n".encode("gb18030"))
    assert text_encoding(path, path.name) == "gb18030"


def test_damaged_utf8_is_not_taken_for_gb18030(path: Path) -> None:
    good = "北京星河科技有限公司\n".encode()
    path.write_bytes(good + b"\xe4\xb8" + good)
    with pytest.raises(InputMissing, match=r"甲\.csv cannot be decoded: not utf-8 from byte 31") as refusal:
        text_encoding(path, path.name)
    assert "--encoding" in str(refusal.value.hint)


def test_a_file_in_neither_encoding_is_refused_with_both_offsets(path: Path) -> None:
    path.write_bytes(b"name\ncaf\xe9\n")
    with pytest.raises(InputMissing, match="not utf-8 from byte 8, gb18030 from byte 8"):
        text_encoding(path, path.name)


def test_an_encoding_that_is_named_is_checked(path: Path) -> None:
    path.write_bytes("名稱\n".encode("big5"))
    assert text_encoding(path, path.name, "big5") == "big5"
    with pytest.raises(InputMissing, match="not ascii from byte 0"):
        text_encoding(path, path.name, "ascii")


@pytest.mark.parametrize("encoding", ["utf-17", "hex"])
def test_an_unknown_encoding_is_a_matter_of_usage(path: Path, encoding: str) -> None:
    path.write_bytes(b"a\n")
    with pytest.raises(UsageProblem, match=encoding):
        text_encoding(path, path.name, encoding)


def test_utf16_needs_its_mark(path: Path) -> None:
    path.write_bytes("编码\n".encode("utf-16-le"))
    with pytest.raises(InputMissing, match="not utf-16 from byte 0"):
        text_encoding(path, path.name, "utf-16")
    assert text_encoding(path, path.name, "utf-16-le") == "utf-16-le"


def test_a_zero_byte_is_no_text(path: Path) -> None:
    path.write_bytes(b"a,b\n1,\0\n")
    with pytest.raises(InputMissing, match="byte 6 is zero"):
        text_encoding(path, path.name)


def test_a_line_that_never_ends_is_refused(path: Path) -> None:
    path.write_bytes(b"a\n" + b"x" * (3 << 20))
    with pytest.raises(InputMissing, match="line of more than 1 MB at byte 1048576"):
        text_encoding(path, path.name)


@given(st.binary(max_size=12), st.sampled_from(["utf-8", "gb18030"]))
@settings(max_examples=100, deadline=None)
def test_the_offset_is_that_of_decoding_all_at_once(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, encoding: str
) -> None:
    offset = _first_fault(content, encoding)
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "_CHUNK", 3)
        patch.setattr(encodings, "_check_text", lambda *_values: None)  # that of long lines would stop it
        fault = encodings._fault(path, path.name, encoding)
    assert (fault[0] if fault else None) == offset


def _first_fault(content: bytes, encoding: str) -> int | None:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None
