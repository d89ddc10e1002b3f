"""How the fields of an institution of the bank are called, everywhere."""

from corecrm.fields import Kind, Label, Labelled, choice


class InstitutionKind(Labelled):
    """An institution's place in the bank."""

    head_office = "head_office", "总行", "Head office"
    branch = "branch", "分行", "Branch"
    sub_branch = "sub_branch", "支行", "Sub-branch"
    department = "department", "部门", "Department"


code = Label("code", zh="机构编号", en="Institution code", aliases=("机构号", "机构编码", "编号", "编码"))
name = Label("name", zh="机构名称", en="Institution name", aliases=("机构", "名称", "网点名称"))
place = Label("place", zh="机构名称", en="Institution")
depth = Label("depth", zh="层级", en="Depth", kind=Kind.count)
kind = choice("kind", "机构类型", "Institution kind", InstitutionKind, aliases=("类型", "级别"))
parent = Label("parent", zh="上级机构", en="Parent institution", aliases=("上级", "上级机构号"))
parent_name = Label("parent_name", zh="上级机构名称", en="Parent institution name")
divisions = Label("divisions", zh="覆盖行政区划", en="Division codes covered", aliases=("行政区划", "区划代码", "覆盖区划"))
opened_on = Label("opened_on", zh="开业日期", en="Opened on", kind=Kind.date, aliases=("成立日期",))
closed_on = Label("closed_on", zh="撤销日期", en="Closed on", kind=Kind.date)
note = Label("note", zh="备注", en="Note", aliases=("说明",))
pinyin = Label("pinyin", zh="拼音", en="Pinyin")
initials = Label("initials", zh="拼音首字母", en="Initials")
removed_on = Label("removed_on", zh="移除日期", en="Removed on", kind=Kind.date)
