"""Licences to practise of a house's people that end within thirty days, or have ended.

The shape is that of every `*_figure` view: organisation, kind, instant (none: as it stands now), amount of parts, what it
is about, a label, whose it is. The view runs with the reader's own eyes (security_invoker), so policies still decide.
"""

from django.db import migrations

CREATE = """
    CREATE VIEW people_figure WITH (security_invoker = true) AS
    SELECT DISTINCT r.organisation_id, 'licence-ending' AS kind, NULL::timestamptz AS at, 1::bigint AS amount,
           1::bigint AS parts, l.id AS about_id, p.name::text AS label, NULL::uuid AS person_id,
           l.practitioner_id AS practitioner_id
      FROM people_practitionerlicence l
      JOIN people_practitioner p ON p.id = l.practitioner_id
      JOIN people_practitionerrole r ON r.practitioner_id = l.practitioner_id
      JOIN places_organisation h ON h.id = r.organisation_id
     WHERE r.starts_at <= COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now()) AND (r.ends_at IS NULL OR r.ends_at > COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now()))
       AND l.revoked_at IS NULL AND l.expires_on <= (COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now()) AT TIME ZONE h.zone)::date + 30
       AND NOT EXISTS (
           SELECT 1 FROM people_practitionerlicence n
            WHERE n.practitioner_id = l.practitioner_id AND n.kind = l.kind AND n.id <> l.id
              AND n.revoked_at IS NULL AND (n.expires_on IS NULL OR n.expires_on > l.expires_on))
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0008_reasons_and_requests")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW people_figure")]
