"""What was attached stands: it may be taken out of sight and its key sealed anew, and nothing else changes while serving."""

from django.db import migrations

HOUSE = "(SELECT NULLIF(current_setting('app.organisation', true), '')::uuid)"
GUARD = f"""
CREATE FUNCTION records_attachment_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'removed_at' - 'removed_by_id' - 'key_sealed'
       <> to_jsonb(OLD) - 'removed_at' - 'removed_by_id' - 'key_sealed'
       OR (OLD.removed_at IS NOT NULL AND NEW.removed_at IS DISTINCT FROM OLD.removed_at) THEN
        RAISE EXCEPTION 'an attachment is removed from sight, never changed' USING ERRCODE = 'YY001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stands BEFORE UPDATE ON records_attachment
    FOR EACH ROW EXECUTE FUNCTION records_attachment_stands();
CREATE TRIGGER stays BEFORE DELETE ON records_attachment FOR EACH ROW EXECUTE FUNCTION records_not_deleted();
CREATE TRIGGER whole BEFORE TRUNCATE ON records_attachment FOR EACH STATEMENT EXECUTE FUNCTION records_never_changes();
-- Who acts for a house writes for that house; who acts for nobody writes for nobody's.
CREATE POLICY own_house_adds ON records_attachment AS RESTRICTIVE FOR INSERT
    WITH CHECK (organisation_id IS NOT DISTINCT FROM {HOUSE});
CREATE POLICY own_house_changes ON records_attachment AS RESTRICTIVE FOR UPDATE
    USING (organisation_id IS NOT DISTINCT FROM {HOUSE});
"""
UNGUARD = """
DROP POLICY own_house_changes ON records_attachment;
DROP POLICY own_house_adds ON records_attachment;
DROP TRIGGER whole ON records_attachment;
DROP TRIGGER stays ON records_attachment;
DROP TRIGGER stands ON records_attachment;
DROP FUNCTION records_attachment_stands();
"""


class Migration(migrations.Migration):

    dependencies = [("records", "0006_attachments")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
