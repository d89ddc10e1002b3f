"""What a column type takes, keeps and gives back, on either database."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import DateTime, String

from corecrm.fields.client import Tier
from corecrm.models.types import Coded, Fen, Millionths, Utc

SQLITE = sqlite.dialect()
SERVER = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it bare
NOON = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize("kind", [Fen(), Millionths(), Coded(Tier), Utc()])
def test_nothing_is_kept_as_nothing(kind: Fen | Millionths | Coded | Utc) -> None:
    assert (kind.process_bind_param(None, SQLITE), kind.process_result_value(None, SQLITE)) == (None, None)


def test_amounts_rates_and_choices_come_back_as_they_went() -> None:
    assert (Fen().process_bind_param(Decimal("0.07"), SQLITE), Fen().process_result_value(7, SQLITE)) == (7, Decimal("0.07"))
    assert Millionths().process_bind_param(Decimal("0.05"), SQLITE) == 50_000
    assert Millionths().process_result_value(50_000, SQLITE) == Decimal("0.05")
    assert (Coded(Tier).process_bind_param("a", SQLITE), Coded(Tier).process_result_value("a", SQLITE)) == ("a", Tier.a)


def test_an_instant_is_text_in_utc_in_a_file_and_an_instant_on_a_server() -> None:
    assert isinstance(Utc().load_dialect_impl(SQLITE), String)
    assert isinstance(Utc().load_dialect_impl(SERVER), DateTime)
    assert Utc().process_bind_param(NOON, SQLITE) == "2026-11-23T04:00:00+00:00"
    assert Utc().process_bind_param(NOON, SERVER) == NOON
    assert Utc().process_result_value("2026-11-23T04:00:00+00:00", SQLITE) == NOON
    assert Utc().process_result_value(NOON.astimezone(UTC), SERVER) == NOON


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        Utc().process_bind_param(NOON.replace(tzinfo=None), SQLITE)
