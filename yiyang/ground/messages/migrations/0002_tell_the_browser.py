"""A committed notice wakes whoever listens on `inbox` for its reader: the id of the person and nothing else."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION notices_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('inbox', NEW.recipient_id::text);
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT ON notices_notice FOR EACH ROW EXECUTE FUNCTION notices_tell();
"""
REVERSE = "DROP TRIGGER tell ON notices_notice; DROP FUNCTION notices_tell();"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
