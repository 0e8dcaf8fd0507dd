"""Who may sign in to the demo, and what each of them should look at first; in both languages, for shell and landing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "tour.json"


@dataclass(frozen=True)
class Stop:
    """One login: who that is, the page where their day begins, and the house to step into first, if any."""

    login: str
    who: str
    who_en: str
    look: str
    look_en: str
    path: str
    house: str = ""
    house_en: str = ""


STOPS = (
    Stop("guifang", "王桂芳，84 岁", "Wang Guifang, 84",
         "今天要做的一件一件摆着：下一次就诊、近来的血压、医生写下的话。",
         "Her day, one thing after the other: the next visit, her blood pressure, what the doctor wrote.", "/"),
    Stop("limin", "李敏，在外地的女儿", "Li Min, her daughter in another city",
         "替母亲挂号、付款、看病历，并看清谁看过它。",
         "She books and pays for her mother, reads her file, and sees who else has read it.", "/find?need=cardiology"),
    Stop("zhao", "赵文华医生", "Dr Zhao Wenhua",
         "今天候诊的人；叫一位，写病程并签名。",
         "Who waits for her today; see somebody, write a note and sign it.", "/appointment/list", "都江堰医疗中心", "Dujiangyan Medical Centre"),
    Stop("chen", "陈静，社区护士", "Chen Jing, a community nurse",
         "按姓名、拼音或电话末四位找到老人，打开档案，记一次血压。",
         "She finds an elder by name, pinyin or the last four digits of a telephone, and opens the file.", "/reception", "幸福社区养老服务中心", "Xingfu Community Centre"),
    Stop("desk", "何平，医院服务台", "He Ping at the hospital's desk",
         "今天的预约；签到、收现金、替打电话来的老人挂号。",
         "Today's bookings: check in, take cash, book for an elder who telephones.", "/appointment/desk", "都江堰医疗中心", "Dujiangyan Medical Centre"),
    Stop("manager", "周莉，医院负责人", "Zhou Li, the hospital's manager",
         "同一间医院，从管理者的角度看：服务、价格、排班、人员、证照和自己的数字。",
         "The same hospital as its manager sees it: services, prices, schedules, staff, papers and its own numbers.", "/house", "都江堰医疗中心", "Dujiangyan Medical Centre"),
    Stop("operator", "孙立，平台运营", "Sun Li, who runs the platform",
         "准入、规范、等人接手的事；任何人的病历都打不开。",
         "Entries, norms, and cases that wait for somebody; nobody's file opens for him.", "/platform", "青城医养平台", "Qingcheng Yiyang Office"),
    Stop("reviewer", "吴越，准入审核", "Wu Yue, who reviews entries",
         "一家长者食堂交齐了材料，等着准入；看证照，再决定。",
         "A canteen has handed in its papers and waits to be let in; look at them and decide.", "/entries", "青城医养平台", "Qingcheng Yiyang Office"),
    Stop("inspector", "马强，民政监督", "Ma Qiang of the supervising authority",
         "核对可信日志：每一步都有据可查，却看不到任何人的姓名。",
         "He checks the log: every step is provable, and no name is in it.", "/trust", "成都市民政监督处", "Chengdu Supervision Bureau"),
    Stop("stranger", "钱多，一个陌生人", "Qian Duo, a stranger",
         "试着打开别人的地址：什么也没有。",
         "Let him try somebody else's addresses: there is nothing.", "/"),
)  # fmt: skip
TOWNSPEOPLE = (
    Stop("elder-0-0", "镇上的一位老人", "An elder of the town",
         "一位普通住户的预约、账单和病历。", "An ordinary inhabitant's bookings, bills and file.", "/orders"),
    Stop("doctor-0-1", "镇上的一位医生", "A doctor of the town",
         "近一个月的门诊。", "A month of visits.", "/appointment/list", "青竹卫生服务站", "Qingzhu Health Station"),
    Stop("desk-0-3", "镇上医院的服务台", "The desk of the town's hospital",
         "繁忙的一天。", "A busy day.", "/appointment/desk", "青竹医院", "Qingzhu Hospital"),
    Stop("manager-0-3", "镇上医院的账房", "Who keeps the money of the town's hospital",
         "未付的账单、等第二个人点头的退款。", "Bills that are due, refunds that wait for a second person.", "/money", "青竹医院", "Qingzhu Hospital"),
    Stop("carer-0-12", "上门的护理员", "A carer who comes to the house",
         "手机上的今天：去哪一家，做什么；没有网络也能用。",
         "Today on the phone: where to go and what to do there; it works without a network.", "/home-visit/phone/", "青竹居家护理站", "Qingzhu Home Nursing"),
)  # fmt: skip


def stops(elders: int) -> tuple[Stop, ...]:
    """Everybody who may sign in; people of the generated town only where there is one."""
    return STOPS + (TOWNSPEOPLE if elders else ())


def told(url: str, phrase: str, elders: int) -> str:
    """The tour as the shell prints it."""
    lines = [f"\nA tour of {url}/ – everybody's password is  {phrase}\n"]
    for stop in stops(elders):
        first = f"   (choose {stop.house_en} at the top first)" if stop.house_en else ""
        lines += [f"  {stop.login:<11} {stop.who_en}", f"  {'':<11} {url}{stop.path}{first}"]
        lines += [f"  {'':<11} {stop.look_en}\n"]
    return "\n".join(lines)


def leave(home: Path, phrase: str, elders: int) -> Path:
    """Write the tour where the site's landing page finds it; without a password when others can reach the page."""
    path = home / FILE
    path.write_text(
        json.dumps({"password": phrase, "stops": [asdict(stop) for stop in stops(elders)]}, ensure_ascii=False)
    )
    path.chmod(0o600)
    return path
