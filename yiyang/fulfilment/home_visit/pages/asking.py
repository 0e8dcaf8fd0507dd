"""What every page of home visits asks of its request."""

from __future__ import annotations

from uuid import UUID

from django.views.decorators.http import require_http_methods

from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.people.sign_in.acting import Request as Request
from yiyang.ground.people.sign_in.acting import person_of as person_of

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def person_needed(request: Request) -> UUID:
    """For whom, on a page that is about somebody. Raises SignInNeeded when it is for nobody."""
    person_id = person_of(request)
    if person_id is None:
        raise SignInNeeded
    return person_id
