"""How the fields of a client group are called, everywhere."""

from corecrm.fields import Kind, Label, Labelled, choice


class ListLevel(Labelled):
    """Whose list of core clients a group stands on."""

    head_office = "head_office", "总行级", "Head-office level"
    branch = "branch", "分行级", "Branch level"


class ListStatus(Labelled):
    """Where a group stands on the list."""

    prospect = "prospect", "潜在", "Prospect"
    target = "target", "目标", "Target"
    core = "core", "核心", "Core"
    watch = "watch", "观察", "Watch"
    exited = "exited", "退出", "Exited"


code = Label("code", zh="集团编号", en="Group code", aliases=("集团编码", "编号", "集团"))
name = Label("name", zh="集团名称", en="Group name", aliases=("名称", "集团全称"))
parent = Label("parent", zh="集团本部", en="Group parent", aliases=("母公司", "本部", "集团母公司"))
parent_name = Label("parent_name", zh="本部名称", en="Group parent name")
level = choice("level", "名单级别", "List level", ListLevel, aliases=("级别",))
status = choice("status", "名单状态", "List status", ListStatus, aliases=("状态",))
listed_on = Label("listed_on", zh="入选日期", en="Listed on", kind=Kind.date)
institution = Label("institution", zh="主办行", en="Lead branch", aliases=("主办机构", "牵头行"))
institution_name = Label("institution_name", zh="主办行名称", en="Lead branch name")
manager = Label("manager", zh="集团客户经理", en="Group manager")
manager_name = Label("manager_name", zh="集团客户经理姓名", en="Group manager name")
members = Label("members", zh="成员数", en="Members", kind=Kind.count)
served = Label("served", zh="已服务", en="Served", kind=Kind.count)
note = Label("note", zh="备注", en="Note", aliases=("说明",))
pinyin = Label("pinyin", zh="拼音", en="Pinyin")
initials = Label("initials", zh="拼音首字母", en="Initials")
removed_on = Label("removed_on", zh="移除日期", en="Removed on", kind=Kind.date)
