"""What people said of finished work, as everybody reads it.

The shape is that of every `*_figure` view: organisation, kind, instant (none: as it stands now), amount of parts, what it
is about, a label, whose it is. The view runs with the reader's own eyes (security_invoker), so policies still decide.
"""

from django.db import migrations

CREATE = """
    CREATE VIEW ratings_figure WITH (security_invoker = true) AS
    SELECT v.organisation_id, 'rating' AS kind, v.given_on::timestamp AT TIME ZONE h.zone AS at,
           v.quality::bigint AS amount, 1::bigint AS parts, v.id AS about_id, s.name::text AS label,
           NULL::uuid AS person_id, s.practitioner_id
      FROM ratings_voice v
      JOIN offers_service s ON s.id = v.service_id
      JOIN places_organisation h ON h.id = v.organisation_id
     WHERE v.state = 'shown'
"""


class Migration(migrations.Migration):
    dependencies = [("ratings", "0001_initial"), ("places", "0006_standing_changes")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW ratings_figure")]
