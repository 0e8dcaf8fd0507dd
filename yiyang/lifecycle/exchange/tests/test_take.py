"""Lists taken in: every fault by line and column, all good ones or none, and the second time nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.access.models import Disclosure
from yiyang.ground.people import selectors as people
from yiyang.ground.people.models import Contact, Identity, Person, PractitionerLicence, PractitionerRole
from yiyang.ground.people.tests.factories import identity_number
from yiyang.ground.trust.models import Entry
from yiyang.lifecycle.capacity.models import Session, WeeklyPattern
from yiyang.lifecycle.exchange.errors import NoSuchList
from yiyang.lifecycle.exchange.kinds import KINDS
from yiyang.lifecycle.exchange.report import Report
from yiyang.lifecycle.exchange.services import How, take_table
from yiyang.lifecycle.exchange.tests.factories import HEADER, as_csv
from yiyang.lifecycle.exchange.writing import lines
from yiyang.lifecycle.exchange.writing.csv_file import csv_pieces
from yiyang.lifecycle.exchange.writing.workbook import template, workbook_pieces
from yiyang.lifecycle.offers.models import PriceRule, Service

pytestmark = pytest.mark.django_db
NUMBER = identity_number()
ELDERS = [
    HEADER,
    ["E1", "赵秀英", "女", "1950-06-15", NUMBER, "13800998123", "幸福路 1 号", "自理", "低盐、软食"],
    ["E2", "钱大爷", "男", "1940/1/2", "", "13800998124", "", "半自理", ""],
    ["", "孙奶奶", "女", "1939年12月1日", "", "", "", "", ""],
]
BAD = [
    HEADER,
    ["B1", "李四", "女", "1950-13-15", "", "1234", "", "很好", ""],
    ["B2", "", "女", "1950-01-01", "", "", "", "", ""],
    ["B3", "周五", "男", "1950-01-01", NUMBER, "", "", "", ""],
    ["B4", "吴六", "男", "1950-01-01", "", "138", "", "", ""],
    ["B1", "郑七", "男", "1950-01-01", "", "", "", "", ""],
    ["B1", "王八", "男", "1950-01-01", "", "", "", "", ""],
]
SERVICES = [
    ["服务名称", "英文名称", "需求", "服务方式", "价格", "付款方式", "时长", "人员"],
    ["心内科专家门诊", "Cardiology, specialist", "cardiology", "appointment", "50.00", "预付", "10", "赵文华"],
    ["心内科普通门诊", "", "心内科门诊", "appointment", 20, "后付", "", ""],
]
PRICES = [
    ["服务", "规则名称", "优先级", "开始日期", "年龄从", "折扣百分比"],
    ["心内科专家门诊", "70 岁以上", 10, "2026-01-01", 70, 80],
]
SCHEDULES = [
    ["服务", "星期", "开始时间", "号数", "每号分钟", "开始日期", "诊室"],
    ["心内科专家门诊", "周一", "8:30", 20, 10, "2026-11-01", "3 号"],
    ["心内科专家门诊", "周三", "14:00", 10, 10, "2026-11-01", "3 号"],
]
WORKERS = [
    ["工号", "姓名", "性别", "电话", "岗位", "专科", "职称", "执照种类", "执照编号", "执照到期"],
    ["D7", "冯医生", "男", "13900001111", "医生", "cardiology", "副主任医师", "医师", "110510181000099", "2031-01-01"],
    ["N8", "褚护士", "女", "13900001112", "护士", "", "", "护士", "510181000777", "2031-01-01"],
]


def take(by: Any, now: datetime, kind: str, rows: list[list[Any]], **how: Any) -> Report:
    return take_table(as_csv(rows), kind=kind, by=by, now=now, how=How(**how))


def counted(report: Report) -> dict[str, int]:
    return {name: count for name, count in report.counts.items() if count}


def test_the_desk_takes_in_its_elders_and_the_second_time_nothing(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        checked = take(desk, now, "elders", ELDERS, check=True)
        assert counted(checked) == {"created": 3}
        assert not Person.objects.filter(organisation_id=cast.key("hospital")).exists(), "a check writes nothing"
        report = take(desk, now, "elders", ELDERS)
        assert (counted(report), report.faults) == ({"created": 3}, [])
        found = people.search(desk, "13800998123", now)
        assert [(one.name, one.birth_on) for one in found] == [("赵秀英", date(1950, 6, 15))]
        assert Person.objects.get(name="钱大爷").living_ability == "partly-dependent"
        entries = Entry.objects.count()
        again = take(desk, now, "elders", ELDERS)
        assert counted(again) == {"unchanged": 3}
        assert Entry.objects.count() == entries + 1, "only that a list was taken"
        assert (Person.objects.filter(organisation_id=cast.key("hospital")).count(), Identity.objects.count()) == (3, 1)
        more = [HEADER, ["E2", "钱大爷", "男", "1940-01-02", "", "13800998999", "新街 5 号", "", ""]]
        assert counted(take(desk, now, "elders", more)) == {"updated": 1}
        assert counted(take(desk, now, "elders", more)) == {"unchanged": 1}
        moved = Person.objects.get(name="钱大爷")
        assert (moved.address, moved.living_ability) == ("新街 5 号", "partly-dependent"), "an empty cell takes nothing"
        assert Contact.objects.filter(person=moved).count() == 2
    for who, house in (("zhao", "hospital"), ("stranger", None), ("chen", "community")):
        with looking_as(who, house) as other, pytest.raises(NotAllowed):
            take(other, now, "elders", ELDERS)
    with looking_as("desk", "hospital") as desk:
        with pytest.raises(NotAllowed):
            take(desk, now, "services", SERVICES)
        with pytest.raises(NoSuchList):
            take(desk, now, "horses", ELDERS)


def test_every_fault_is_told_by_line_and_column(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        take(desk, now, "elders", ELDERS)
        for how in ({"check": True}, {"all_or_nothing": True}):
            report = take(desk, now, "elders", BAD, **how)
            assert [(one.line, one.column, one.code) for one in report.faults] == [
                (2, "birth_on", "not-a-day"),
                (2, "living_ability", "not-in-list"),
                (3, "name", "cell-missing"),
                (4, "birth_on", "stands-differently"),
                (5, "phone", "wrong-phone"),
                (7, "ref", "line-twice"),
            ], how
            assert counted(report) == {"refused": 5, "created": 1}
            assert not Person.objects.filter(name="郑七").exists()
        assert report.undone
        taken = take(desk, now, "elders", BAD)
        assert not taken.undone
        assert counted(taken) == {"refused": 5, "created": 1}
        assert Person.objects.filter(name="郑七").exists()
        said = taken.faults[5]
        assert said.in_words(said.sentence) == "This stands in line 6 already."


def test_another_houses_elder_stays_unseen(looking_as: Looking, now: datetime) -> None:
    with looking_as("desk", "hospital") as desk:
        take(desk, now, "elders", ELDERS)
    with looking_as("operator", "office") as operator:
        report = take_table(
            as_csv([["姓名", "身份证号"], ["赵秀英", NUMBER]]),
            kind="elders",
            by=operator.__class__.system(operator.organisation_id),
            now=now,
        )
    assert [(one.line, one.column, one.code, one.facts) for one in report.faults] == [
        (2, "identity_number", "identity-taken", {})
    ]


def manage(looking_as: Looking, now: datetime) -> dict[str, list[dict[str, int]]]:
    """Take in what belongs to a house, in its order, twice."""
    found: dict[str, list[dict[str, int]]] = {}
    with looking_as("manager", "hospital") as manager:
        for kind, rows in (
            ("workers", WORKERS), ("services", SERVICES), ("prices", PRICES), ("schedules", SCHEDULES),
        ):  # fmt: skip
            reports = [take(manager, now, kind, rows) for _ in range(2)]
            assert [one for each in reports for one in each.faults] == []
            found[kind] = [counted(each) for each in reports]
    return found


def test_a_manager_takes_in_a_whole_house(looking_as: Looking, now: datetime) -> None:
    assert manage(looking_as, now) == {
        "workers": [{"created": 2}, {"unchanged": 2}],
        "services": [{"created": 2}, {"unchanged": 2}],
        "prices": [{"created": 1}, {"unchanged": 1}],
        "schedules": [{"created": 2}, {"unchanged": 2}],
    }
    with looking_as("manager", "hospital"):
        service = Service.objects.get(name="心内科专家门诊")
        assert (service.list_price_minor, service.practitioner_id) == (5000, cast.key("practitioner-zhao"))
        assert PriceRule.objects.get().share_basis_points == 8000
        assert WeeklyPattern.objects.count() == 2
        assert Session.objects.count() == 8, "four weeks of Mondays and Wednesdays"
        assert PractitionerLicence.objects.filter(number="510181000777").exists()
        assert set(PractitionerRole.objects.filter(practitioner__name="冯医生").values_list("role", "specialty")) == {
            ("doctor", "cardiology")
        }


def test_what_stands_otherwise_is_refused_and_not_overwritten(looking_as: Looking, now: datetime) -> None:
    manage(looking_as, now)
    with looking_as("manager", "hospital") as manager:
        dearer = [
            SERVICES[0],
            [*SERVICES[1][:4], "60.00", *SERVICES[1][5:]],
            ["无名", "", "dragons", "x", "1", "", "", ""],
        ]
        report = take(manager, now, "services", dearer)
        assert [(one.line, one.column, one.code) for one in report.faults] == [
            (2, "price", "stands-differently"),
            (3, "need", "not-in-list"),
        ]
        other = [
            PRICES[0],
            ["没有的服务", "x", 1, "2026-01-01", "", 50],
            ["心内科专家门诊", "75 岁", 10, "2026-01-01", 75, 50],
        ]
        report = take(manager, now, "prices", other)
        assert [(one.line, one.column, one.code) for one in report.faults] == [
            (2, "service", "no-such-service"),
            (3, "priority", "ambiguous-rule"),
        ]
        clash = [SCHEDULES[0], ["心内科专家门诊", "周一", "9:00", 20, 10, "2026-11-01", "4 号"]]
        report = take(manager, now, "schedules", clash)
        assert [(one.line, one.column, one.code) for one in report.faults] == [(2, "begins", "occupied")]
        assert WeeklyPattern.objects.count() == 2
        nameless = [WORKERS[0], ["", "卫护士", "女", "", "护士", "", "", "", "", ""]]
        assert take(manager, now, "workers", nameless).faults[0].column == "ref"


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
@pytest.mark.parametrize("chinese", [True, False])
def test_what_is_handed_out_comes_in_again_and_changes_nothing(
    looking_as: Looking, now: datetime, shape: str, chinese: bool
) -> None:
    manage(looking_as, now)
    with looking_as("manager", "hospital") as manager:
        take(manager, now, "elders", ELDERS)
        danger = [HEADER, ["E9", "=HYPERLINK(1)", "女", "1950-01-01", "", "+44 20 7946 0018", "@here", "", ""]]
        assert counted(take(manager, now, "elders", danger)) == {"created": 1}
        for kind, many in (("elders", 4), ("workers", 3), ("services", 2), ("prices", 1), ("schedules", 2)):
            found = lines.begin(manager, kind, now)
            rows = lines.batches(manager, found, now)
            pieces = (
                csv_pieces(found.columns, rows, chinese=chinese)
                if shape == "csv"
                else workbook_pieces(found, found.title, rows, chinese=chinese)
            )
            content = b"".join(pieces)
            if shape == "csv":
                assert content.startswith(b"\xef\xbb\xbf")
                assert not [
                    line for line in content.decode().splitlines() if ",=" in line or ",+" in line or ",@" in line
                ]
            report = take_table(content, kind=kind, by=manager, now=now)
            assert (report.faults, counted(report)) == ([], {"unchanged": many}), kind


def test_whoever_stands_in_a_list_that_was_handed_out_learns_of_it(looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as nurse, pytest.raises(NotAllowed):
        lines.begin(nurse, "elders", now)
    with looking_as("manager", "hospital") as manager:
        take(manager, now, "elders", ELDERS)
        list(lines.batches(manager, lines.begin(manager, "elders", now), now))
        seen = Disclosure.objects.filter(action="exchange.hand-out-people", viewer_id=manager.person_id)
        whom = set(seen.values_list("person_id", flat=True))
        assert whom == set(Person.objects.filter(organisation_id=cast.key("hospital")).values_list("id", flat=True))
    with looking_as("stranger") as stranger, pytest.raises(NotAllowed):
        lines.begin(stranger, "elders", now)


def test_a_template_is_a_list_without_lines(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        for kind in KINDS.values():
            for chinese in (True, False):
                content = template(kind, kind.code, chinese=chinese)
                report = take_table(content, kind=kind.code, by=manager, now=now, how=How(check=True))
                assert (report.lines, report.faults, report.ignored) == (0, [], ())


def test_handing_out_asks_the_same_number_of_statements_for_5_as_for_50(looking_as: Looking, now: datetime) -> None:
    counts = []
    with looking_as("manager", "hospital") as manager:
        for size in (5, 50):
            rows = [["编号", "姓名", "电话"], *([f"Q{n}", f"甲{n}", f"1380000{n:04d}"] for n in range(size))]
            take(manager, now, "elders", rows)
            found = lines.begin(manager, "elders", now)
            with CaptureQueriesContext(connection) as asked:
                list(lines.batches(manager, found, now))
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_run_is_stopped_between_two_batches(looking_as: Looking, now: datetime) -> None:
    rows = [["编号", "姓名"], *([f"Q{n}", f"甲{n}"] for n in range(450))]
    with looking_as("manager", "hospital") as manager:
        for whole in (False, True):
            report = take_table(
                as_csv(rows), kind="elders", by=manager, now=now, how=How(all_or_nothing=whole),
                tell=lambda report: report.lines < 200,
            )  # fmt: skip
            assert report.cancelled
            assert Person.objects.filter(name__startswith="甲").count() == 200, "the second run was undone"
