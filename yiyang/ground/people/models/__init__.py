"""Persons, what identifies them, who stands by them, where they are cared for, and how they sign in."""

from yiyang.ground.people.models.account import Account, CodeSent
from yiyang.ground.people.models.calendar import CalendarAddress
from yiyang.ground.people.models.family import RelatedPerson
from yiyang.ground.people.models.identity import Contact, Identity, SearchToken
from yiyang.ground.people.models.merge import CarriedRelation, FileMerge, MergeReason
from yiyang.ground.people.models.person import Person
from yiyang.ground.people.models.practitioner import (
    Colleague,
    Practitioner,
    PractitionerLicence,
    PractitionerRole,
    WorkingWindow,
)
from yiyang.ground.people.models.request import FileRequest
from yiyang.ground.people.models.setting import CareSetting
from yiyang.ground.people.models.team import CareTeam, CareTeamMember

__all__ = [
    "Account",
    "CalendarAddress",
    "CareSetting",
    "CareTeam",
    "CareTeamMember",
    "CarriedRelation",
    "CodeSent",
    "Colleague",
    "Contact",
    "FileMerge",
    "FileRequest",
    "Identity",
    "MergeReason",
    "Person",
    "Practitioner",
    "PractitionerLicence",
    "PractitionerRole",
    "RelatedPerson",
    "SearchToken",
    "WorkingWindow",
]
