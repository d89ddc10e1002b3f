"""Codes that cannot be and days that have not come are faults with their place; codes unknown to today's tables are warnings."""

from conftest import Crm

from .files import rows, write


def test_a_code_that_cannot_be_is_a_fault_with_its_row_and_what_was_meant(crm: Crm) -> None:
    text = "编码,名称,行业代码,行政区划\nA,甲,c36,110105\nB,乙,F36,110105\nC,丙,,北京\nD,丁,36,\n"
    answer = crm("import", "client", write(crm, "c.csv", text), "--json", code=65).json
    assert [(each["row"], each["column"], each["value"], each["code"], each["suggestion"]) for each in answer["errors"]] == [
        (3, "C 行业代码", "F36", "code", "C36?"),
        (4, "D 行政区划", "北京", "code", "11 北京市?"),
        (5, "C 行业代码", "36", "code", "C36?"),
    ]
    assert answer["errors"][0]["message"] == "section F has no division 36"
    crm("import", "client", write(crm, "c.csv", text), "--skip-errors", code=65)
    assert rows(crm, "SELECT code, industry_code, division_code FROM client") == [("A", "C36", "110105")]


def test_a_code_that_todays_table_does_not_know_is_a_warning_with_its_row(crm: Crm) -> None:
    text = "编码,名称,行业代码,行政区划,统一社会信用代码\nA,甲,T96,110105,\nB,乙,C36,449906,91449906MA00000009\n".replace(
        "91449906MA00000009", ""
    )
    sheet = write(crm, "c.csv", text)
    answer = crm("import", "client", sheet, "--json").json
    assert answer["new"] == 2
    assert [(each["row"], each["column"], each["value"], each["code"]) for each in answer["warnings"]] == [
        (2, "C 行业代码", "T96", "doubtful"),
        (3, "D 行政区划", "449906", "doubtful"),
    ]
    assert "GB/T 4754-2011" in answer["warnings"][0]["message"]
    crm("undo", "-y")
    told = crm("import", "client", sheet, "-f", "table", lang="zh").out
    assert "第 3 行 D 行政区划“449906”：现行区划表中没有 449906，可能已撤销" in told


def test_many_doubtful_cells_are_counted_on_the_screen(crm: Crm) -> None:
    text = "编码,名称,行业代码\n" + "".join(f"C{number},公司{number},T98\n" for number in range(12))
    told = crm("import", "client", write(crm, "c.csv", text), "-f", "table").out
    assert (told.count("has no division T98"), "… and 7 more doubtful cells" in told) == (5, True)


def test_a_day_that_has_not_come_is_a_fault_and_today_is_none(crm: Crm) -> None:
    text = "编码,名称,成立日期\nA,甲,2026-11-23\nB,乙,2026-11-24\n"
    sheet = write(crm, "c.csv", text)
    (fault,) = crm("import", "client", sheet, "--json", code=65).json["errors"]
    assert (fault["row"], fault["column"], fault["value"], fault["code"]) == (3, "C 成立日期", "2026-11-24", "future")
    assert fault["message"] == "2026-11-24 is after today 2026-11-23"
    assert crm("import", "client", sheet, "--json", "--date", "2026-11-24").json["new"] == 2


def test_facts_are_of_days_that_have_come_however_the_sheet_says_them(crm: Crm) -> None:
    crm("client", "add", "甲", "--code", "A")
    long = "client,metric,period_to,value\nA,dep_bal,2026-11-23,1亿\nA,dep_bal,2026-11-24,1亿\n"
    (fault,) = crm("import", "actual", write(crm, "f.csv", long), "--json", code=65).json["errors"]
    assert (fault["row"], fault["column"], fault["value"], fault["code"]) == (3, "C period_to", "2026-11-24", "future")
    wide = "客户编号,期间,存款余额（万元）\nA,2026-10,3000\nA,2026-11,3100\n"
    (fault,) = crm("import", "actual", write(crm, "w.csv", wide), "--json", code=65).json["errors"]
    assert (fault["row"], fault["column"], fault["code"]) == (3, "B 期间", "future")
    assert "2026-11-30 is after today 2026-11-23" in fault["message"]
    answer = crm("import", "actual", write(crm, "w.csv", wide), "--skip-errors", "--json", code=65).json
    assert (answer["new"], answer["rejected"]) == (1, 1)


def test_what_is_planned_may_lie_ahead(crm: Crm) -> None:
    crm("institution", "add", "BJ", "北京分行")
    crm("staff", "add", "W1", "王敏", "--institution", "BJ", "--position", "group_manager", "--since", "2027-01-01")
    crm("client", "add", "甲", "--code", "A")
    crm("group", "add", "XH", "甲集团", "--parent", "A")
    crm("goal", "set", "XH", "dep_adb", "1亿", "--year", "2027")
    crm("team", "join", "XH", "W1", "--role", "group_manager", "--since", "2027-01-01")
    text = "title,due,started_on\n年度计划,2027-03-31,2026-11-23\n"
    assert crm("import", "task", write(crm, "t.csv", text), "--json").json["new"] == 1
    (fault,) = crm("import", "task", write(crm, "t.csv", text.replace("11-23", "11-24")), "--json", code=65).json["errors"]
    assert (fault["column"], fault["code"]) == ("C started_on", "future")
