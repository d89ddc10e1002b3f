"""How a seat in a client service team is called."""

from corecrm.fields import Kind, Label, choice
from corecrm.fields.staff import Position

code = Label("code", zh="席位编号", en="Seat code", aliases=("编号",))
group = Label("group", zh="集团", en="Group", aliases=("集团编号",))
group_name = Label("group_name", zh="集团名称", en="Group name")
client = Label("client", zh="负责成员", en="Covers client", aliases=("成员单位", "客户编号", "客户"))
client_name = Label("client_name", zh="负责成员名称", en="Covers client name")
staff = Label("staff", zh="员工", en="Staff", aliases=("员工编号", "工号", "姓名"))
staff_name = Label("staff_name", zh="姓名", en="Staff name")
institution = Label("institution", zh="机构", en="Institution")
institution_name = Label("institution_name", zh="机构名称", en="Institution name")
role = choice("role", "小组角色", "Team role", Position, aliases=("角色", "岗位"))
valid_from = Label("valid_from", zh="起始日", en="From", kind=Kind.date, aliases=("生效日期",))
valid_to = Label("valid_to", zh="终止日", en="To", kind=Kind.date, aliases=("失效日期",))
note = Label("note", zh="备注", en="Note", aliases=("说明",))
