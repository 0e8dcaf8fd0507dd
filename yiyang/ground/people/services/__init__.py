"""The verbs of people."""

from yiyang.ground.people.services.accounts import open_account
from yiyang.ground.people.services.by_number import open_in_emergency
from yiyang.ground.people.services.calendars import end_calendar_address, make_calendar_address
from yiyang.ground.people.services.engage import Called, call_colleague, disengage, engage, warn_licences
from yiyang.ground.people.services.erase import erase_person
from yiyang.ground.people.services.family import end_guardian, grant_family, record_guardian, withdraw_family
from yiyang.ground.people.services.find_again import index_people_again
from yiyang.ground.people.services.identify import ContactGiven, IdentityGiven, add_contact, add_identity, end_contact
from yiyang.ground.people.services.let_in import let_in_by_phone
from yiyang.ground.people.services.merge import merge_files, separate_files
from yiyang.ground.people.services.move import move_setting
from yiyang.ground.people.services.practitioners import (
    add_licence,
    employ,
    may_practise,
    register_practitioner,
    revoke_licence,
)
from yiyang.ground.people.services.register import describe_person, register_person
from yiyang.ground.people.services.requests import HAND_OUT_AGAIN, ask_for_person, confirm_erasure, decline, hand_out
from yiyang.ground.people.services.reseal import keys_in_use, reseal
from yiyang.ground.people.services.teams import join_team, leave_team
from yiyang.ground.people.services.windows import add_window, remove_window

__all__ = [
    "HAND_OUT_AGAIN",
    "Called",
    "ContactGiven",
    "IdentityGiven",
    "add_contact",
    "add_identity",
    "add_licence",
    "add_window",
    "ask_for_person",
    "call_colleague",
    "confirm_erasure",
    "decline",
    "describe_person",
    "disengage",
    "employ",
    "end_calendar_address",
    "end_contact",
    "end_guardian",
    "engage",
    "erase_person",
    "grant_family",
    "hand_out",
    "index_people_again",
    "join_team",
    "keys_in_use",
    "leave_team",
    "let_in_by_phone",
    "make_calendar_address",
    "may_practise",
    "merge_files",
    "move_setting",
    "open_account",
    "open_in_emergency",
    "record_guardian",
    "register_person",
    "register_practitioner",
    "remove_window",
    "reseal",
    "revoke_licence",
    "separate_files",
    "warn_licences",
    "withdraw_family",
]
