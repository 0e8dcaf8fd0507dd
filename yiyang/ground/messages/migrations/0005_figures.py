"""Notices of a house's matters that reached nobody by any channel.

The shape is that of every `*_figure` view: organisation, kind, instant (none: as it stands now), amount of parts, what it
is about, a label, whose it is. The view runs with the reader's own eyes (security_invoker), so policies still decide.
"""

from django.db import migrations

CREATE = """
    CREATE VIEW notices_figure WITH (security_invoker = true) AS
    SELECT d.organisation_id, 'undelivered' AS kind, d.settled_at AS at, 1::bigint AS amount, 1::bigint AS parts,
           d.id AS about_id, d.channel::text AS label, d.recipient_id AS person_id, NULL::uuid AS practitioner_id
      FROM notices_delivery d
     WHERE d.state = 'failed' AND d.organisation_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_a_browser_has_a_name")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW notices_figure")]
