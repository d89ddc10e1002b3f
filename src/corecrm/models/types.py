"""Column types that keep money, rates, choices and instants exact on every database.

Bounds of amounts and rates go into `Annotated`, never into `= Field()` beside one of these aliases: SQLModel would drop the column
type in silence. So it would a pattern, which is therefore a part of the alias.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from sqlalchemy import BigInteger, Date, DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field

from corecrm.fields import Labelled
from corecrm.money import from_fen, from_millionths, to_fen, to_millionths
from corecrm.names import clean


class Fen(TypeDecorator[Decimal]):
    """Decimal 元 in Python, integer 分 in the database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """元 to 分; refuses a float and a third decimal."""
        return None if value is None else to_fen(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        """分 to 元."""
        return None if value is None else from_fen(value)


class Millionths(TypeDecorator[Decimal]):
    """A Decimal fraction in Python, integer millionths in the database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """0.05 to 50000."""
        return None if value is None else to_millionths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        """50000 to 0.05."""
        return None if value is None else from_millionths(value)


class Coded(TypeDecorator[Labelled]):
    """A member of a labelled enum in Python, its code in the database."""

    impl = String
    cache_ok = True

    def __init__(self, choices: type[Labelled]) -> None:
        super().__init__(20)
        self.choices = choices

    def process_bind_param(self, value: Labelled | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The code; a value outside the list is refused."""
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Labelled | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The member."""
        return None if value is None else self.choices(value)


class Utc(TypeDecorator[datetime]):
    """An aware instant in UTC; ISO text with seconds on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, a real timestamp elsewhere."""
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | datetime | None:
        """Naive instants are refused: nobody knows when they were."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="seconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: str | datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Aware, in UTC."""
        return datetime.fromisoformat(value) if isinstance(value, str) else value


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not clean(value) else value


def _line(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


def _lines(value: str) -> str:
    return clean(value, lines=True)


Line = Annotated[str, BeforeValidator(_line)]  # before: a name of blanks is empty, and its length is what remains
Code = Annotated[str, BeforeValidator(_line), StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]*$")]
MaybeLine = Annotated[Annotated[str, BeforeValidator(_line)] | None, BeforeValidator(_blank_is_none)]
MaybeText = Annotated[Annotated[str, AfterValidator(_lines)] | None, BeforeValidator(_blank_is_none)]
Yuan = Annotated[Decimal, Field(sa_type=Fen, max_digits=18, decimal_places=2)]
MaybeYuan = Annotated[Decimal | None, Field(sa_type=Fen, max_digits=18, decimal_places=2)]
Rate = Annotated[Decimal, Field(sa_type=Millionths, decimal_places=6)]
MaybeRate = Annotated[Decimal | None, Field(sa_type=Millionths, decimal_places=6)]
Moment = Annotated[datetime, Field(sa_type=Utc)]
Day = Annotated[date, Field(sa_type=Date)]
MaybeDay = Annotated[date | None, Field(sa_type=Date)]
