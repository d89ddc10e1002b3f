from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from corecrm.fields import Kind, Label, choice, columns
from corecrm.fields.client import Tier
from corecrm.store.place import Place
from corecrm.store.reader import Reader, reading, to_psycopg
from store.scene import add, writing


@pytest.mark.parametrize(
    ("sql", "translated"),
    [
        ("SELECT :a", "SELECT %(a)s"),
        ("SELECT :a, :b_2, :a", "SELECT %(a)s, %(b_2)s, %(a)s"),
        ("WHERE x=:a AND y>=:b", "WHERE x=%(a)s AND y>=%(b)s"),
        ("SELECT ':a'", "SELECT ':a'"),
        ("SELECT 'it''s :a', :b", "SELECT 'it''s :a', %(b)s"),
        ('SELECT ":a"', 'SELECT ":a"'),
        ("SELECT x::text, :a::int", "SELECT x::text, %(a)s::int"),
        ("SELECT 7 % 2", "SELECT 7 %% 2"),
        ("LIKE '%x%'", "LIKE '%%x%%'"),
        ("-- what :a is\nSELECT :a", "-- what :a is\nSELECT %(a)s"),
        ("-- 50 %\nSELECT 1", "-- 50 %%\nSELECT 1"),
        ("SELECT x[1:2]", "SELECT x[1:2]"),
        ("SELECT 'a' || :a || '%'", "SELECT 'a' || %(a)s || '%%'"),
    ],
)
def test_named_parameters_are_written_for_psycopg(sql: str, translated: str) -> None:
    assert to_psycopg(sql) == translated


class Server:
    """A driver that remembers what it was asked."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows = rows
        self.asked: tuple[str, Any] = ("", {})

    def execute(self, sql: str, parameters: Any = (), /) -> "Server":  # noqa: ANN401 - the DB-API is untyped
        self.asked = (sql, parameters)
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.rows

    def close(self) -> None:
        self.rows = []


def test_a_server_is_asked_in_its_own_way() -> None:
    server = Server([(1,)])
    assert Reader(server, "postgresql").value("SELECT :a % 2", a=3) == 1
    assert server.asked == ("SELECT %(a)s %% 2", {"a": 3})


KINDS = columns(
    Label("name", "名称", "Name"),
    Label("amount", "金额", "Amount", Kind.money),
    Label("share", "比例", "Share", Kind.rate),
    Label("day", "日期", "Day", Kind.date),
    Label("moment", "时间", "Moment", Kind.instant),
    Label("flag", "是否", "Flag", Kind.flag),
    choice("tier", "分层", "Tier", Tier),
    Label("count", "数量", "Count", Kind.count),
)
VALUES = (
    "星河",
    Decimal("99999999999999.99"),
    Decimal("0.125"),
    date(2026, 3, 1),
    datetime(2026, 3, 1, 2, tzinfo=UTC),
    True,
    Tier.a,
    3,
)


def test_rows_are_of_the_kinds_that_their_columns_name(place: Place) -> None:
    stored = "'星河', 9999999999999999, 125000, '2026-03-01', '2026-03-01T02:00:00+00:00', 1, 'a', 3"
    with reading(place) as reader:
        (row,) = reader.table(KINDS, f"SELECT {stored}")
        (empty,) = reader.table(KINDS, f"SELECT {', '.join(['NULL'] * 8)}")
    assert row == VALUES
    assert [type(value) for value in row] == [type(value) for value in VALUES]
    assert empty == (None,) * 8


def test_rows_of_a_server_are_the_same() -> None:
    server = Server([("星河", 9999999999999999, 125000, date(2026, 3, 1), datetime(2026, 3, 1, 2, tzinfo=UTC), True, "a", 3)])
    assert Reader(server, "postgresql").table(KINDS, "SELECT 1") == [VALUES]


def test_nothing_found_is_none(place: Place) -> None:
    with reading(place) as reader:
        assert reader.rows("SELECT code FROM client") == []
        assert reader.one("SELECT code FROM client") is None
        assert reader.value("SELECT code FROM client") is None


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "corecrm.store.sqlite.wal_is_safe", lambda _version: True
    )  # without it the writer would wait for the reader
    with writing(place) as work:
        add(work, "C1")
    with reading(place) as one:
        assert one.value("SELECT count(*) FROM client") == 1
        with writing(place) as work:
            add(work, "C2")
        with reading(place) as other:
            assert other.value("SELECT count(*) FROM client") == 2
        assert one.value("SELECT count(*) FROM client") == 1


def test_readers_read_while_a_change_set_is_open(place: Place) -> None:
    with writing(place) as work:
        add(work, "C1")
        with reading(place) as one, reading(place) as other:
            assert one.value("SELECT count(*) FROM client") == other.value("SELECT count(*) FROM client") == 0
    with reading(place) as reader:
        assert reader.value("SELECT count(*) FROM client") == 1
