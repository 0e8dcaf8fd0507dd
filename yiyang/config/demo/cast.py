"""The cast: the same invented people and houses in tests, the demo, the screenshots and the manual."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from yiyang.foundation.actors import Actor
from yiyang.ground.access import actions
from yiyang.ground.access.models import Relation, RoleAssignment
from yiyang.ground.people.models import (
    Account,
    Person,
    Practitioner,
    PractitionerLicence,
    PractitionerRole,
    RelatedPerson,
    SearchToken,
)
from yiyang.ground.people.search_tokens import birth_token, name_tokens
from yiyang.ground.places.models import Area, Organisation, Paper

NAMESPACE = UUID("6f0c6a3e-6d0e-5c0a-9a55-59697961e791")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def key(name: str) -> UUID:
    """The fixed id of a member of the cast."""
    return uuid5(NAMESPACE, name)


AREAS = [
    ("chengdu", None, "city", "成都市", "Chengdu"),
    ("dujiangyan", "chengdu", "district", "都江堰市", "Dujiangyan"),
    ("qingchengshan", "dujiangyan", "street", "青城山镇", "Qingchengshan"),
    ("xingfu", "dujiangyan", "street", "幸福街道", "Xingfu"),
]
GB_CODES = {"chengdu": "510100", "dujiangyan": "510181"}  # GB/T 2260; the two leading digits are the province
ORGANISATIONS = [
    # name, registrar, area, kinds, Chinese, English, latitude, longitude
    ("office", None, "chengdu", ["operator"], "青城医养平台", "Qingcheng Yiyang Office", "30.990000", "103.620000"),
    (
        "hospital",
        "office",
        "xingfu",
        ["hospital"],
        "都江堰医疗中心",
        "Dujiangyan Medical Centre",
        "30.988300",
        "103.646900",
    ),
    (
        "community",
        "office",
        "xingfu",
        ["community-centre"],
        "幸福社区养老服务中心",
        "Xingfu Community Centre",
        "30.995200",
        "103.640100",
    ),
    (
        "residence",
        "office",
        "qingchengshan",
        ["nursing-home"],
        "青城山颐养院",
        "Qingchengshan Residence",
        "30.905100",
        "103.571500",
    ),
    ("pharmacy", "office", "xingfu", ["pharmacy"], "幸福路药房", "Xingfu Road Pharmacy", "30.994100", "103.643300"),
    (
        "bureau",
        "office",
        "chengdu",
        ["government"],
        "成都市民政监督处",
        "Chengdu Supervision Bureau",
        "30.659900",
        "104.063300",
    ),
]
PAPERS = [
    ("hospital", "medical-practice", "PDY10001X51018117A1001", date(2031, 1, 1)),
    ("community", "elderly-care-record", "510181-2024-017", date(2031, 1, 1)),
    ("residence", "elderly-care-record", "510181-2024-031", date(2031, 1, 1)),
    ("residence", "fire-safety", "DJY-XF-2025-0088", date(2031, 1, 1)),
    ("pharmacy", "drug-business", "CDJY-510181-0456", date(2031, 1, 1)),
]
PEOPLE = [
    # name, keeper, Chinese, Latin, sex, born, language
    ("guifang", "community", "王桂芳", "Wang Guifang", "female", date(1942, 3, 8), "zh-hans"),
    ("limin", None, "李敏", "Li Min", "female", date(1970, 9, 12), "zh-hans"),
    ("chen", None, "陈静", "Chen Jing", "female", date(1988, 5, 2), "zh-hans"),
    ("zhao", None, "赵文华", "Zhao Wenhua", "female", date(1974, 11, 20), "zh-hans"),
    ("desk", None, "何平", "He Ping", "male", date(1991, 1, 30), "zh-hans"),
    ("manager", None, "周莉", "Zhou Li", "female", date(1980, 6, 6), "zh-hans"),
    ("operator", None, "孙立", "Sun Li", "male", date(1983, 2, 14), "zh-hans"),
    ("reviewer", None, "吴越", "Wu Yue", "female", date(1986, 7, 1), "zh-hans"),
    ("inspector", None, "马强", "Ma Qiang", "male", date(1979, 4, 4), "zh-hans"),
    ("stranger", None, "钱多", "Qian Duo", "male", date(1995, 10, 10), "zh-hans"),
]
HOMES = {"guifang": ("幸福街道建设路 12 号 3 单元 501", "30.994300", "103.641900")}  # address, latitude, longitude
ROLES = [
    ("chen", "community", actions.NURSE),
    ("zhao", "hospital", actions.DOCTOR),
    ("desk", "hospital", actions.DESK),
    ("manager", "hospital", actions.MANAGER),
    ("operator", "office", actions.OPERATOR),
    ("reviewer", "office", actions.REVIEWER),
    ("inspector", "bureau", actions.SUPERVISOR),
]
CONTRACTS = [
    # who, house, role, specialty, licence kind, licence number
    ("zhao", "hospital", actions.DOCTOR, "cardiology", "physician", "110510181000017"),
    ("chen", "community", actions.NURSE, "community-nursing", "nurse", "510181000231"),
]


def actor(name: str, organisation: str | None = None) -> Actor:
    """The actor of a member of the cast, acting for one of the cast's houses or for themselves."""
    return Actor.person(key(name), key(organisation) if organisation else None)


def plant(using: str) -> None:
    """Write the cast through `using`, a connection that no policy restrains; running it twice changes nothing."""
    for write in (_houses, _people, _professionals, _rights):
        write(using)


def _houses(using: str) -> None:
    """Areas, houses and the papers they showed."""
    Area.objects.using(using).bulk_create(
        [
            Area(
                id=key(code),
                parent_id=key(parent) if parent else None,
                keeper_id=key("office"),
                kind=kind,
                code=GB_CODES.get(code, ""),
                name=zh,
                name_en=en,
            )
            for code, parent, kind, zh, en in AREAS
        ],
        ignore_conflicts=True,
    )
    Organisation.objects.using(using).bulk_create(
        [
            Organisation(
                id=key(code),
                registrar_id=key(registrar) if registrar else None,
                area_id=key(area),
                kinds=kinds,
                name=zh,
                name_en=en,
                state="live",
                latitude=latitude,
                longitude=longitude,
            )
            for code, registrar, area, kinds, zh, en, latitude, longitude in ORGANISATIONS
        ],
        ignore_conflicts=True,
    )
    Paper.objects.using(using).bulk_create(
        [
            Paper(
                id=key(f"paper-{house}-{kind}"),
                organisation_id=key(house),
                registrar_id=key("office"),
                kind=kind,
                number=number,
                issued_on=date(2025, 1, 1),
                expires_on=expires,
                added_at=SINCE,
                verified_at=SINCE,
                verified_by_id=key("reviewer"),
            )
            for house, kind, number, expires in PAPERS
        ],
        ignore_conflicts=True,
    )


def _people(using: str) -> None:
    """Everybody's file, the words they are found by, and their way to sign in."""
    Person.objects.using(using).bulk_create(
        [
            Person(
                id=key(code),
                organisation_id=key(keeper) if keeper else None,
                name=zh,
                name_latin=latin,
                sex=sex,
                birth_on=born,
                language=language,
                address=HOMES[code][0] if code in HOMES else "",
                latitude=HOMES[code][1] if code in HOMES else None,
                longitude=HOMES[code][2] if code in HOMES else None,
            )
            for code, keeper, zh, latin, sex, born, language in PEOPLE
        ],
        ignore_conflicts=True,
    )
    Account.objects.using(using).bulk_create(
        [Account(id=key(f"account-{code}"), person_id=key(code), username=code, password="!") for code, *_ in PEOPLE],
        ignore_conflicts=True,
    )
    SearchToken.objects.using(using).bulk_create(
        [
            SearchToken(person_id=key(code), organisation_id=key(keeper) if keeper else None, token=token)
            for code, keeper, zh, latin, _, born, _ in PEOPLE
            for token in sorted({*name_tokens(zh, latin), birth_token(born)})
        ],
        ignore_conflicts=True,
    )


def _professionals(using: str) -> None:
    """The public faces, contracts and licences of those who treat."""
    Practitioner.objects.using(using).bulk_create(
        [
            Practitioner(
                id=key("practitioner-zhao"),
                person_id=key("zhao"),
                organisation_id=key("hospital"),
                name="赵文华",
                name_en="Dr Zhao Wenhua",
                title="主任医师",
                title_en="Chief physician",
            ),
            Practitioner(
                id=key("practitioner-chen"),
                person_id=key("chen"),
                organisation_id=key("community"),
                name="陈静",
                name_en="Nurse Chen Jing",
                title="主管护师",
                title_en="Charge nurse",
            ),
        ],
        ignore_conflicts=True,
    )
    PractitionerRole.objects.using(using).bulk_create(
        [
            PractitionerRole(
                id=key(f"contract-{who}"),
                practitioner_id=key(f"practitioner-{who}"),
                organisation_id=key(house),
                role=role,
                specialty=specialty,
                starts_at=SINCE,
            )
            for who, house, role, specialty, _, _ in CONTRACTS
        ],
        ignore_conflicts=True,
    )
    PractitionerLicence.objects.using(using).bulk_create(
        [
            PractitionerLicence(
                id=key(f"licence-{who}"),
                practitioner_id=key(f"practitioner-{who}"),
                organisation_id=key(house),
                kind=kind,
                number=number,
                issued_on=date(2015, 1, 1),
                seen_at=SINCE,
            )
            for who, house, _, _, kind, number in CONTRACTS
        ],
        ignore_conflicts=True,
    )


def _rights(using: str) -> None:
    """Who stands by whom, who works where, who sees whose file."""
    RelatedPerson.objects.using(using).bulk_create(
        [
            RelatedPerson(
                id=key("related-limin-guifang"),
                person_id=key("guifang"),
                relative_id=key("limin"),
                name="李敏",
                relationship="DAU",
                proof="household-register",
                scopes=sorted(actions.FAMILY_SCOPES),
                granted_by_id=key("guifang"),
                starts_at=SINCE,
            )
        ],
        ignore_conflicts=True,
    )
    RoleAssignment.objects.using(using).bulk_create(
        [
            RoleAssignment(
                id=key(f"role-{who}-{where}-{role}"),
                holder_id=key(who),
                organisation_id=key(where),
                role=role,
                starts_at=SINCE,
            )
            for who, where, role in ROLES
        ],
        ignore_conflicts=True,
    )
    Relation.objects.using(using).bulk_create(
        [
            Relation(
                id=key("relation-limin-guifang"),
                viewer_id=key("limin"),
                person_id=key("guifang"),
                kind="family",
                scopes=sorted(actions.FAMILY_SCOPES),
                starts_at=SINCE,
                source_id=key("related-limin-guifang"),
            ),
            Relation(
                id=key("relation-community-guifang"),
                viewer_id=key("community"),
                person_id=key("guifang"),
                kind="care-team",
                scopes=sorted(actions.ALL_SCOPES),
                starts_at=SINCE,
            ),
        ],
        ignore_conflicts=True,
    )
