"""Ask once, not four times, whether a new relation touches a merged file: bookings open relations all day."""

from django.db import migrations

ONCE = """
CREATE OR REPLACE FUNCTION people_relation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM people_drop_copies(OLD.id);
    ELSIF EXISTS (
        SELECT 1 FROM people_filemerge WHERE undone_at IS NULL
           AND (kept_id IN (NEW.person_id, NEW.viewer_id) OR merged_id IN (NEW.person_id, NEW.viewer_id)))
        AND NOT EXISTS (SELECT 1 FROM people_carriedrelation WHERE relation_id = NEW.id)
    THEN
        PERFORM people_carry(NEW);
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_other_contacts")]
    operations = [migrations.RunSQL(ONCE, migrations.RunSQL.noop)]
