"""What can be permitted about an appointment, beyond what orders already decide."""

from __future__ import annotations

from yiyang.ground.access import actions
from yiyang.ground.access.actions import Action

RECEIVE = Action(
    "appointment.receive",
    "Received you at the desk",
    roles=frozenset({actions.DESK, actions.NURSE, actions.MANAGER, actions.DOCTOR}),
)
SEE_PATIENTS = Action("appointment.see", "Saw you as a patient", roles=actions.CLINICAL)
SEE_DAY = Action("appointment.see-day", "Looked at the day's appointments", roles=actions.STAFF)
