"""The catalogues that a store has from the start."""

from typing import Any

import pytest
from sqlmodel import SQLModel

from conftest import Crm
from corecrm.fields.risk import SignalLevel
from corecrm.models.metric import Metric, MetricIn
from corecrm.models.product import Product, ProductIn
from corecrm.models.risk import SignalKind
from corecrm.rules.measures import check_scale
from corecrm.services.catalogue import rows
from corecrm.store.place import Place
from corecrm.store.reader import reading


def catalogue(name: str, model: type[SQLModel]) -> list[dict[str, Any]]:
    return list(rows(name, model.__table__))  # type: ignore[attr-defined]  # every table model has one


@pytest.mark.parametrize(("name", "table", "shape"), [("metrics.csv", Metric, MetricIn), ("products.csv", Product, ProductIn)])
def test_every_row_is_what_a_person_may_enter(name: str, table: type[SQLModel], shape: type[SQLModel]) -> None:
    for row in catalogue(name, table):
        assert shape.model_validate(row).model_dump() == row


def test_every_metric_is_kept_as_its_unit_is() -> None:
    for metric in catalogue("metrics.csv", Metric):
        check_scale(metric["unit"], metric["scale"])


def test_every_product_feeds_metrics_that_there_are() -> None:
    metrics = {metric["code"] for metric in catalogue("metrics.csv", Metric)}
    for product in catalogue("products.csv", Product):
        assert set((product["kpi"] or "").split()) <= metrics
        assert product["code"].startswith(product["line"])


def test_there_are_59_signals_of_seven_families() -> None:
    signals = catalogue("signals.csv", SignalKind)
    assert len(signals) == len({signal["code"] for signal in signals}) == 59
    assert sum(signal["computable"] for signal in signals) == 34
    assert {signal["family"] for signal in signals} == {"FIN", "OPR", "GUA", "IND", "REL", "ACC", "LEG"}
    levels = {signal["code"]: signal["default_level"].split() for signal in signals}
    assert all(SignalLevel(level) for known in levels.values() for level in known)
    assert (levels["L05"], levels["L10"]) == (["red"], ["orange", "red"])


def test_a_new_store_holds_them_in_one_change_set(crm: Crm) -> None:
    with reading(Place(path=crm.db)) as db:
        assert [db.value(f"SELECT count(*) FROM {table}") for table in ("metric", "product", "signal_kind")] == [38, 47, 59]
        assert db.rows("SELECT id, changes FROM change_set") == [(1, 38 + 47 + 59 + 1)]


def test_a_store_is_created_whoever_the_settings_say_works_here(crm: Crm) -> None:
    crm("init", "--db", str(crm.folder / "second.db"), "--as", "W0012", "--me", "W0012", "--no-input")
    assert crm("metric", "show", "dep_adb", "--db", str(crm.folder / "second.db"), "--json").json["unit"] == "元"
