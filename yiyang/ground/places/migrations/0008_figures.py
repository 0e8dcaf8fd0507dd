"""Papers of a house that end within thirty days, or have ended, with no newer one.

The shape is that of every `*_figure` view: organisation, kind, instant (none: as it stands now), amount of parts, what it
is about, a label, whose it is. The view runs with the reader's own eyes (security_invoker), so policies still decide.
"""

from django.db import migrations

CREATE = """
    CREATE VIEW places_figure WITH (security_invoker = true) AS
    SELECT p.organisation_id, 'paper-ending' AS kind, NULL::timestamptz AS at, 1::bigint AS amount, 1::bigint AS parts,
           p.id AS about_id, p.number::text AS label, NULL::uuid AS person_id, NULL::uuid AS practitioner_id
      FROM places_paper p JOIN places_organisation h ON h.id = p.organisation_id
     WHERE p.verified_at IS NOT NULL AND p.expires_on <= (COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now()) AT TIME ZONE h.zone)::date + 30
       AND NOT EXISTS (
           SELECT 1 FROM places_paper n
            WHERE n.organisation_id = p.organisation_id AND n.kind = p.kind AND n.id <> p.id
              AND n.verified_at IS NOT NULL AND (n.expires_on IS NULL OR n.expires_on > p.expires_on))
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0007_positions_and_beds")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW places_figure")]
