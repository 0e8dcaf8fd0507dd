"""Cases: opened, open now, and taken on by nobody yet.

The shape is that of every `*_figure` view: organisation, kind, instant (none: as it stands now), amount of parts, what it
is about, a label, whose it is. The view runs with the reader's own eyes (security_invoker), so policies still decide.
"""

from django.db import migrations

CREATE = """
    CREATE VIEW cases_figure WITH (security_invoker = true) AS
    SELECT c.organisation_id, 'opened' AS kind, c.opened_at AS at, 1::bigint AS amount, 1::bigint AS parts,
           c.id AS about_id, c.kind::text AS label, c.person_id, NULL::uuid AS practitioner_id
      FROM cases_case c
    UNION ALL
    SELECT c.organisation_id, 'open', NULL, 1, 1, c.id, c.kind, c.person_id, NULL
      FROM cases_case c WHERE c.state <> 'closed'
    UNION ALL
    SELECT c.organisation_id, 'unanswered', NULL, 1, 1, c.id, c.kind, c.person_id, NULL
      FROM cases_case c WHERE c.state IN ('open', 'offered')
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW cases_figure")]
