"""Questions to people."""

from yiyang.ground.people.selectors.calendars import CalendarReader, calendar_addresses, calendar_reader
from yiyang.ground.people.selectors.card import (
    Known,
    Masked,
    PersonCard,
    age_on,
    known,
    names_of,
    person_card,
    professional_name,
    reveal_number,
)
from yiyang.ground.people.selectors.duplicates import Duplicate, likely_duplicates
from yiyang.ground.people.selectors.export import export_person
from yiyang.ground.people.selectors.family import Elder, FamilyMember, elders_of, family_of
from yiyang.ground.people.selectors.files import files_of, kept_file, kept_files
from yiyang.ground.people.selectors.lists import (
    Listed,
    ListedWorker,
    listed_people,
    listed_person,
    listed_workers,
    match_people,
    standing_worker,
)
from yiyang.ground.people.selectors.merges import (
    Comparison,
    FileSide,
    StandingMerge,
    compare_files,
    may_join,
    merges_of,
)
from yiyang.ground.people.selectors.professionals import (
    Professional,
    TeamMember,
    Window,
    care_team,
    practitioner_named,
    practitioner_of,
    professionals_at,
    professionals_named,
    windows_of,
)
from yiyang.ground.people.selectors.reach import Reach, reach_of
from yiyang.ground.people.selectors.requests import RequestCard, request_card, requests_of
from yiyang.ground.people.selectors.search import FoundPerson, search
from yiyang.ground.people.selectors.settings import SettingLine, may_move, settings_of
from yiyang.ground.people.selectors.staff import Licence, Member, Role, member_of, staff_of

__all__ = [
    "CalendarReader",
    "Comparison",
    "Duplicate",
    "Elder",
    "FamilyMember",
    "FileSide",
    "FoundPerson",
    "Known",
    "Licence",
    "Listed",
    "ListedWorker",
    "Masked",
    "Member",
    "PersonCard",
    "Professional",
    "Reach",
    "RequestCard",
    "Role",
    "SettingLine",
    "StandingMerge",
    "TeamMember",
    "Window",
    "age_on",
    "calendar_addresses",
    "calendar_reader",
    "care_team",
    "compare_files",
    "elders_of",
    "export_person",
    "family_of",
    "files_of",
    "kept_file",
    "kept_files",
    "known",
    "likely_duplicates",
    "listed_people",
    "listed_person",
    "listed_workers",
    "match_people",
    "may_join",
    "may_move",
    "member_of",
    "merges_of",
    "names_of",
    "person_card",
    "practitioner_named",
    "practitioner_of",
    "professional_name",
    "professionals_at",
    "professionals_named",
    "reach_of",
    "request_card",
    "requests_of",
    "reveal_number",
    "search",
    "settings_of",
    "staff_of",
    "standing_worker",
    "windows_of",
]
