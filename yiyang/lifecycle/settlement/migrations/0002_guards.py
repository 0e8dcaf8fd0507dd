"""What the database itself keeps: refunds never exceed their payment, invoice numbers have no gaps."""

from django.db import migrations

REFUNDS_COUNTED = """
CREATE FUNCTION settlement_count_refund() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE settlement_payment SET refunded_minor = refunded_minor + NEW.amount_minor
        WHERE id = NEW.payment_id AND organisation_id = NEW.organisation_id AND person_id = NEW.person_id
          AND currency = NEW.currency;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a refund belongs to its payment' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF (OLD.amount_minor, OLD.payment_id) IS DISTINCT FROM (NEW.amount_minor, NEW.payment_id)
        OR OLD.state = 'declined' THEN
        RAISE EXCEPTION 'what a refund returns is never changed' USING ERRCODE = 'restrict_violation';
    ELSIF NEW.state = 'declined' THEN
        UPDATE settlement_payment SET refunded_minor = refunded_minor - NEW.amount_minor WHERE id = NEW.payment_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER refund_counted AFTER INSERT OR UPDATE ON settlement_refund
    FOR EACH ROW EXECUTE FUNCTION settlement_count_refund();
"""

# The numbering row is locked from here to the end of the transaction: a number exists exactly if its invoice does.
NUMBERS = """
CREATE FUNCTION settlement_number_invoice() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO settlement_numbering AS n (id, organisation_id, year, last)
    VALUES (gen_random_uuid(), NEW.organisation_id, NEW.year, 1)
    ON CONFLICT ON CONSTRAINT numbering_once DO UPDATE SET last = n.last + 1
    RETURNING n.last INTO NEW.number;
    RETURN NEW;
END $$;
CREATE FUNCTION settlement_numbering_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RAISE EXCEPTION 'numbers come with their invoices' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER numbering_kept BEFORE INSERT OR UPDATE OR DELETE ON settlement_numbering
    FOR EACH ROW EXECUTE FUNCTION settlement_numbering_kept();
CREATE TRIGGER invoice_numbered BEFORE INSERT ON settlement_invoice
    FOR EACH ROW EXECUTE FUNCTION settlement_number_invoice();

CREATE FUNCTION settlement_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER invoice_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_invoice
    FOR EACH STATEMENT EXECUTE FUNCTION settlement_refuse();
CREATE TRIGGER line_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_line
    FOR EACH STATEMENT EXECUTE FUNCTION settlement_refuse();
"""

UNDO = """
DROP TRIGGER line_never_changes ON settlement_line; DROP TRIGGER invoice_never_changes ON settlement_invoice;
DROP FUNCTION settlement_refuse();
DROP TRIGGER numbering_kept ON settlement_numbering; DROP FUNCTION settlement_numbering_kept();
DROP TRIGGER invoice_numbered ON settlement_invoice; DROP FUNCTION settlement_number_invoice();
DROP TRIGGER refund_counted ON settlement_refund; DROP FUNCTION settlement_count_refund();
"""


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_initial")]

    operations = [migrations.RunSQL([REFUNDS_COUNTED, NUMBERS], [UNDO])]
