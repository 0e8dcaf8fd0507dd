"""What orders count: placed, completed, cancelled, and nobody came.

The shape is that of every `*_figure` view: organisation, kind, instant (none: as it stands now), amount of parts, what it
is about, a label, whose it is. The view runs with the reader's own eyes (security_invoker), so policies still decide.
"""

from django.db import migrations

CREATE = """
    CREATE VIEW orders_figure WITH (security_invoker = true) AS
    SELECT o.organisation_id, 'placed' AS kind, o.placed_at AS at, 1::bigint AS amount, 1::bigint AS parts,
           o.id AS about_id, o.code::text AS label, o.person_id, s.practitioner_id
      FROM orders_order o JOIN offers_service s ON s.id = o.service_id
    UNION ALL
    SELECT o.organisation_id, o.state, o.closed_at, 1, 1, o.id, o.code, o.person_id, s.practitioner_id
      FROM orders_order o JOIN offers_service s ON s.id = o.service_id
     WHERE o.state IN ('completed', 'cancelled')
    UNION ALL
    SELECT o.organisation_id, 'no-show', m.at, 1, 1, o.id, o.code, o.person_id, s.practitioner_id
      FROM orders_ordermove m JOIN orders_order o ON o.id = m.order_id JOIN offers_service s ON s.id = o.service_id
     WHERE m.to_state = 'failed' AND m.reason = 'no-show'
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_history_is_only_added_to")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW orders_figure")]
