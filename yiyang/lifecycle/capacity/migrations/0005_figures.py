"""How full sessions are, and how long one waits for the first free number.

The shape is that of every `*_figure` view: organisation, kind, instant (none: as it stands now), amount of parts, what it
is about, a label, whose it is. The view runs with the reader's own eyes (security_invoker), so policies still decide.
"""

from django.db import migrations

CREATE = """
    CREATE VIEW capacity_figure WITH (security_invoker = true) AS
    SELECT se.organisation_id, 'session' AS kind, se.starts_at AS at,
           count(*) FILTER (WHERE sl.state = 'taken' OR (sl.state = 'held' AND sl.held_until > COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now()))) AS amount,
           count(*) AS parts, se.id AS about_id, s.name::text AS label, NULL::uuid AS person_id, se.practitioner_id
      FROM capacity_session se
      JOIN offers_service s ON s.id = se.service_id
      JOIN capacity_slot sl ON sl.organisation_id = se.organisation_id AND sl.session_id = se.id
     WHERE se.state = 'open'
     GROUP BY se.organisation_id, se.id, s.name
    UNION ALL
    SELECT s.organisation_id, 'wait', NULL, GREATEST(0, EXTRACT(EPOCH FROM f.starts_at - COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now())))::bigint,
           86400, s.id, s.name, NULL, s.practitioner_id
      FROM offers_service s
     CROSS JOIN LATERAL (
        SELECT sl.starts_at FROM capacity_slot sl
          JOIN capacity_session se ON se.id = sl.session_id AND se.state = 'open'
         WHERE sl.organisation_id = s.organisation_id AND sl.service_id = s.id AND sl.starts_at > COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now())
           AND sl.starts_at < COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now()) + interval '60 days'
           AND (sl.state = 'free' OR (sl.state = 'held' AND sl.held_until <= COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now())))
           AND (sl.pool_id IS NULL OR sl.release_at <= COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now()))
         ORDER BY sl.starts_at, sl.number LIMIT 1) f
     WHERE s.state = 'active'
"""


class Migration(migrations.Migration):
    dependencies = [("capacity", "0004_leaves_taken_back")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW capacity_figure")]
