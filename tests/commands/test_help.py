import pytest

from conftest import Crm
from corecrm.commands.help import MEANINGS, TOPICS, failures
from corecrm.commands.options import OUTPUT
from corecrm.nouns import NOUNS


def test_every_topic_is_listed_and_has_a_table(crm: Crm) -> None:
    topics = [each["topic"] for each in crm("help", "--json").json]
    assert topics == list(TOPICS)
    for topic in topics:
        if topic != "fields":
            assert crm("help", topic, "--json").json


def test_every_failure_has_its_exit_code_and_a_meaning(crm: Crm) -> None:
    shown = {(each["exit_code"], each["code"]) for each in crm("help", "exit-codes", "--json").json}
    assert {(kind.exit_code, kind.code) for kind in failures()} <= shown
    assert {(0, None), (70, None), (130, None)} <= shown
    assert {kind.code for kind in failures()} == set(MEANINGS)


def test_every_format_is_explained(crm: Crm) -> None:
    offered = next(parameter for parameter in OUTPUT if parameter.name == "output_format").annotation.__metadata__[0].metavar
    assert "|".join(each["format"] for each in crm("help", "formats", "--json").json) == offered


@pytest.mark.parametrize("noun", [each.name for each in NOUNS if each.command])
def test_the_fields_of_every_noun_are_what_its_list_writes(noun: str, demo: Crm) -> None:
    fields = demo("help", "fields", noun, "--json").json
    headings = demo(noun, "list", "-f", "csv").out.splitlines()[0].split(",")
    assert [each["label"].partition(" (")[0] for each in fields] == [heading.partition(" (")[0] for heading in headings]
    for row in demo(noun, "list", "--limit", "1", "--json").json:
        assert list(row) == [each["field"] for each in fields]


def test_the_fields_of_a_noun_are_those_of_its_json(crm: Crm) -> None:
    crm("client", "add", "星河集团")
    fields = crm("help", "fields", "client", "--json").json
    assert [each["field"] for each in fields] == list(crm("client", "list", "--json").json[0])
    tier = next(each for each in fields if each["field"] == "tier")
    assert (tier["kind"], tier["choices"]) == ("choice", "a, b, c")
    assert "a A类, b B类, c C类" in crm("help", "fields", "client", lang="zh").out
    assert "客户分层" in tier["headings"]


@pytest.mark.parametrize("noun", [noun.name for noun in NOUNS if noun.command])
def test_every_noun_has_its_fields(crm: Crm, noun: str) -> None:
    assert crm("help", "fields", noun, "--json").json


def test_a_noun_has_to_be_named(crm: Crm) -> None:
    assert "NOUN is missing" in crm("help", "fields", code=2).err
    assert "did you mean client" in crm("help", "fields", "clint", code=2).err


@pytest.mark.parametrize(("typed", "meant"), [("exit-code", "did you mean exit-codes"), ("qqqq", "they are: exit-codes")])
def test_an_unknown_topic_is_a_usage_error(crm: Crm, typed: str, meant: str) -> None:
    assert meant in crm("help", typed, code=2).err


def test_every_noun_says_how_it_is_named(crm: Crm) -> None:
    keys = {each["noun"]: each for each in crm("help", "keys", "--json").json}
    assert set(keys) == {noun.name for noun in NOUNS if noun.command}
    also = keys["client"]["also"].split(", ")
    assert (keys["client"]["prefix"], {"identity_no", "name", "number", "pinyin"} <= set(also)) == ("HX-", True)


def test_phrases_are_resolved_for_today(crm: Crm) -> None:
    dates = {each["phrase"]: each["date"] for each in crm("--date", "2026-02-27", "help", "dates", "--json").json}
    assert (dates["today"], dates["月底"], dates["+7d"], dates["2026Q4"]) == (
        "2026-02-27",
        "2026-02-28",
        "2026-03-06",
        "2026-12-31",
    )


def test_help_needs_no_store(crm: Crm) -> None:
    crm.db.unlink()
    crm("help", "env")
    crm("help", "fields", "client")
