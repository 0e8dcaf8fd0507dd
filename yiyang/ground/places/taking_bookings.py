"""Which houses take bookings: one definition, for what a booking asks and for every list people choose from.

SQL, so that a list of a thousand houses asks it once. `o` is the house and `%(now)s` the instant. A paper counts
while it is verified and its last day has not passed in the house's own zone: the date decides, no timer.
"""

from __future__ import annotations

_LAPSED = """EXISTS (
        SELECT 1 FROM places_entryrule r
         WHERE r.mandatory AND r.kind_id = ANY({kinds})
           AND (r.organisation_id IS NULL OR r.organisation_id = o.registrar_id)
           AND NOT EXISTS (
               SELECT 1 FROM places_paper p
                WHERE p.organisation_id = o.id AND p.kind = r.paper AND p.verified_at IS NOT NULL
                  AND (p.expires_on IS NULL OR p.expires_on > (%(now)s::timestamptz AT TIME ZONE o.zone)::date)))"""

LAPSED = _LAPSED.format(kinds="CASE WHEN %(kind)s::text IS NULL THEN o.kinds ELSE ARRAY[%(kind)s::varchar] END")
"""Whether a mandatory paper of `%(kind)s` (None: of any of its kinds) is missing, unverified or over."""

TAKES_BOOKINGS = f"(o.state = 'live' AND NOT {_LAPSED.format(kinds='o.kinds')})"
"""Whether the house takes bookings at all: what `require_open` asks without a kind."""
