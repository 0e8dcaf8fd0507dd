"""What was billed, received and refunded, and what is still unpaid after the work.

The shape is that of every `*_figure` view: organisation, kind, instant (none: as it stands now), amount of parts, what it
is about, a label, whose it is. The view runs with the reader's own eyes (security_invoker), so policies still decide.
"""

from django.db import migrations

CREATE = """
    CREATE VIEW settlement_figure WITH (security_invoker = true) AS
    SELECT l.organisation_id, 'billed' AS kind, l.at AS at, l.amount_minor AS amount, 1::bigint AS parts,
           l.bill_id AS about_id, o.code::text AS label, l.person_id, s.practitioner_id
      FROM settlement_line l
      JOIN settlement_bill b ON b.id = l.bill_id
      JOIN orders_order o ON o.id = b.order_id
      JOIN offers_service s ON s.id = b.service_id
    UNION ALL
    SELECT p.organisation_id, 'received', p.ended_at, p.amount_minor, 1, p.bill_id, o.code, p.person_id,
           s.practitioner_id
      FROM settlement_payment p
      JOIN settlement_bill b ON b.id = p.bill_id
      JOIN orders_order o ON o.id = b.order_id
      JOIN offers_service s ON s.id = b.service_id
     WHERE p.state = 'succeeded'
    UNION ALL
    SELECT r.organisation_id, 'refunded', r.ended_at, r.amount_minor, 1, p.bill_id, o.code, r.person_id,
           s.practitioner_id
      FROM settlement_refund r
      JOIN settlement_payment p ON p.id = r.payment_id
      JOIN settlement_bill b ON b.id = p.bill_id
      JOIN orders_order o ON o.id = b.order_id
      JOIN offers_service s ON s.id = b.service_id
     WHERE r.state = 'succeeded'
    UNION ALL
    SELECT b.organisation_id, 'unpaid', NULL, b.total_minor - b.paid_minor + b.refunded_minor - b.written_off_minor, 1,
           b.id, o.code, b.person_id, s.practitioner_id
      FROM settlement_bill b
      JOIN orders_order o ON o.id = b.order_id
      JOIN offers_service s ON s.id = b.service_id
     WHERE b.state = 'due' AND b.closed_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("settlement", "0002_guards"), ("orders", "0004_figures")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW settlement_figure")]
