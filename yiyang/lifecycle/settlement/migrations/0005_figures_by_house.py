"""The same figures; the joins say that a line, its bill and its order belong to one house, which they do.

Under a policy the planner cannot guess how few bills a house has, and read everybody's; told the house, it asks the index.
"""

from django.db import migrations

_FIGURES = """
    CREATE OR REPLACE VIEW settlement_figure WITH (security_invoker = true) AS
    SELECT l.organisation_id, 'billed' AS kind, l.at AS at, l.amount_minor AS amount, 1::bigint AS parts,
           l.bill_id AS about_id, o.code::text AS label, l.person_id, s.practitioner_id
      FROM settlement_line l
      JOIN settlement_bill b ON b.id = l.bill_id {of_line}
      JOIN orders_order o ON o.id = b.order_id {of_bill}
      JOIN offers_service s ON s.id = b.service_id
    UNION ALL
    SELECT p.organisation_id, 'received', p.ended_at, p.amount_minor, 1, p.bill_id, o.code, p.person_id,
           s.practitioner_id
      FROM settlement_payment p
      JOIN settlement_bill b ON b.id = p.bill_id {of_payment}
      JOIN orders_order o ON o.id = b.order_id {of_bill}
      JOIN offers_service s ON s.id = b.service_id
     WHERE p.state = 'succeeded'
    UNION ALL
    SELECT r.organisation_id, 'refunded', r.ended_at, r.amount_minor, 1, p.bill_id, o.code, r.person_id,
           s.practitioner_id
      FROM settlement_refund r
      JOIN settlement_payment p ON p.id = r.payment_id {of_refund}
      JOIN settlement_bill b ON b.id = p.bill_id {of_payment}
      JOIN orders_order o ON o.id = b.order_id {of_bill}
      JOIN offers_service s ON s.id = b.service_id
     WHERE r.state = 'succeeded'
    UNION ALL
    SELECT b.organisation_id, 'unpaid', NULL, b.total_minor - b.paid_minor + b.refunded_minor - b.written_off_minor, 1,
           b.id, o.code, b.person_id, s.practitioner_id
      FROM settlement_bill b
      JOIN orders_order o ON o.id = b.order_id {of_bill}
      JOIN offers_service s ON s.id = b.service_id
     WHERE b.state = 'due' AND b.closed_at IS NOT NULL
"""
_TOLD = {
    "of_line": "AND b.organisation_id = l.organisation_id",
    "of_payment": "AND b.organisation_id = p.organisation_id",
    "of_refund": "AND p.organisation_id = r.organisation_id",
    "of_bill": "AND o.organisation_id = b.organisation_id",
}


class Migration(migrations.Migration):
    dependencies = [("settlement", "0004_lines_of_a_house")]
    operations = [migrations.RunSQL(_FIGURES.format(**_TOLD), _FIGURES.format(**dict.fromkeys(_TOLD, "")))]
