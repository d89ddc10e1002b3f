"""The small services that others build on: approvals looked up, evidence, settings, column maps, records that have gone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import Session, select

from corecrm.errors import NotFound, RuleViolation
from corecrm.models.approval import Approval
from corecrm.models.batch import ColumnMap
from corecrm.models.client import Client
from corecrm.models.setting import Setting
from corecrm.services import approval, column_map, evidence, setting
from corecrm.services.approval import Decider
from corecrm.services.records import get
from corecrm.store.changes import Occasion, change_set
from corecrm.store.place import Place

DAY = date(2026, 11, 23)


@pytest.fixture
def session(new_store: Path, tmp_path: Path) -> Iterator[Session]:
    (tmp_path / "bank.db").write_bytes(new_store.read_bytes())
    occasion = Occasion(actor="os:tester", command="test", recorded_at=datetime(2026, 11, 23, tzinfo=UTC))
    with change_set(Place(path=tmp_path / "bank.db"), occasion, dry_run=True) as work:
        yield work.session


def request(session: Session) -> Approval:
    return approval.request(
        session, noun="client", row_id=1, act="client.remove", deciders=["supervisor"], by="W1", on=DAY, prefix="AP-"
    )


def test_the_same_is_not_asked_for_twice(session: Session) -> None:
    request(session)
    with pytest.raises(RuleViolation, match="AP-0001 asks for the same already"):
        request(session)


def test_what_was_refused_may_be_asked_again_and_the_last_word_counts(session: Session) -> None:
    def approved() -> bool:
        return approval.approved(session, noun="client", row_id=1, act="client.remove")

    supervisor = Decider("W3", ["supervisor"])
    first = request(session)
    assert not approved()
    approval.decide(session, first, supervisor, yes=False, opinion="依据不足", on=DAY)
    assert not approved()
    approval.decide(session, request(session), supervisor, yes=True, opinion=None, on=DAY)
    assert approved()


def test_a_decided_request_cannot_be_withdrawn(session: Session) -> None:
    asked = request(session)
    approval.decide(session, asked, Decider("W3", ["supervisor"]), yes=True, opinion=None, on=DAY)
    with pytest.raises(RuleViolation, match="already"):
        approval.withdraw(asked, by="W1")


def test_evidence_keeps_the_digest_of_a_file_and_only_the_reference_of_anything_else(session: Session, tmp_path: Path) -> None:
    paper = tmp_path / "报表.pdf"
    paper.write_bytes(b"figures")
    on_file = evidence.attach(session, noun="task", row_id=1, reference=str(paper), on=DAY)
    on_paper = evidence.attach(session, noun="task", row_id=1, reference="督办单 118 号", on=DAY, note="原件在档案室")
    assert on_file.sha256 == sha256(b"figures").hexdigest()
    assert (on_paper.sha256, on_paper.note) == (None, "原件在档案室")


def test_a_setting_is_replaced_not_doubled(session: Session) -> None:
    setting.put(session, "bank", "甲银行")
    session.flush()
    setting.put(session, "bank", "乙银行")
    session.flush()
    assert [each.value for each in session.exec(select(Setting).where(Setting.name == "bank"))] == ["乙银行"]


def test_a_column_map_is_replaced_and_forgotten_by_its_name(session: Session) -> None:
    column_map.keep(session, name="core", noun="client", columns={"户名": "name"})
    session.flush()
    column_map.keep(session, name="core", noun="staff", columns={"工号": "code"})
    session.flush()
    (kept,) = session.exec(select(ColumnMap)).all()
    assert (kept.noun, kept.columns) == ("staff", '{"工号": "code"}')
    column_map.forget(session, "core")
    column_map.forget(session, "never saved")
    session.flush()
    assert session.exec(select(ColumnMap)).all() == []


def test_a_record_that_has_gone_since_is_said_to_have_gone(session: Session) -> None:
    with pytest.raises(NotFound, match="gone since"):
        get(session, Client, 4711)
