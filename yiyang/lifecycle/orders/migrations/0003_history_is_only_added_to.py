"""The history of an order is only added to, by whomever; the words of an erased person may go, and nothing else."""

from django.db import migrations

TABLES = ("orders_ordermove", "orders_amendment")
FUNCTION = """
CREATE FUNCTION orders_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.reason = '' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the history of an order is only added to' USING ERRCODE = 'restrict_violation';
END $$;
"""
TRIGGERS = "".join(
    f"""
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION orders_keep_history();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER keep;
CREATE TRIGGER keep_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION orders_keep_history();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER keep_all;
"""
    for table in TABLES
)
REVERSE = "".join(f"DROP TRIGGER keep ON {table}; DROP TRIGGER keep_all ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_paid_with_a_package")]
    operations = [migrations.RunSQL(FUNCTION + TRIGGERS, REVERSE + "DROP FUNCTION orders_keep_history();")]
