"""The ORM on a connection that somebody else began and will commit."""

from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.dialects.sqlite.base import SQLiteTypeCompiler
from sqlalchemy.engine import Engine
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from corecrm.store.sqlite import Connection


class StrictTypes(SQLiteTypeCompiler):
    """The few types of STRICT tables; what would lose exactness is refused when the table is made."""

    def _text(self, type_: Any, **kw: Any) -> str:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        return "TEXT"

    def _integer(self, type_: Any, **kw: Any) -> str:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        return "INTEGER"

    def _inexact(self, type_: Any, **kw: Any) -> str:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        raise TypeError("no NUMERIC, FLOAT or REAL: use Fen or Millionths")

    def visit_enum(self, type_: Any, **kw: Any) -> str:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        """sa.Enum would store the names of the members instead of their codes."""
        raise TypeError("sa.Enum stores names: use Coded")

    visit_VARCHAR = visit_CHAR = visit_TEXT = visit_DATE = visit_TIME = visit_DATETIME = visit_JSON = _text
    visit_BOOLEAN = visit_BIGINT = visit_SMALLINT = visit_INTEGER = _integer
    visit_NUMERIC = visit_FLOAT = visit_REAL = visit_DOUBLE = visit_DECIMAL = _inexact


def engine_on(db: Connection) -> Engine:
    """An engine whose one connection is `db`. It sends statements; BEGIN, COMMIT and ROLLBACK stay with the change set."""
    engine = create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool)
    dialect = engine.dialect
    dialect.type_compiler_instance = StrictTypes(dialect)
    leave: Any = lambda *_args: None  # noqa: E731 - three names for doing nothing
    dialect.do_begin = dialect.do_commit = dialect.do_rollback = dialect.do_close = leave  # type: ignore[method-assign]  # see above
    return engine


def session_on(db: Connection) -> Session:
    """A session on `db`; close it, and `db` is as open as before."""
    return Session(engine_on(db), expire_on_commit=False)
