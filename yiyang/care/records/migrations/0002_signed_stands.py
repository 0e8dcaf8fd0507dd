"""A signed record stands: the database refuses to change it, to delete it while serving, and to write for another house."""

from django.db import migrations

KINDS = (
    "encounter", "observation", "condition", "allergyintolerance", "medicationrequest",
    "procedure", "diagnosticreport", "immunization", "note",
)
ALL = (*KINDS, "component", "kept", "source")

FUNCTIONS = """
CREATE FUNCTION records_signed_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL THEN
        IF OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL
           OR to_jsonb(NEW) - 'superseded_at' <> to_jsonb(OLD) - 'superseded_at' THEN
            RAISE EXCEPTION 'a signed record is corrected by a new version, never changed' USING ERRCODE = 'YY001';
        END IF;
    ELSIF NEW.record_id <> OLD.record_id OR NEW.version <> OLD.version OR NEW.person_id <> OLD.person_id
          OR NEW.organisation_id <> OLD.organisation_id OR NEW.received_at <> OLD.received_at THEN
        RAISE EXCEPTION 'a record keeps its person, house and version' USING ERRCODE = 'YY001';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION records_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this row is never changed' USING ERRCODE = 'YY001';
END $$;

CREATE FUNCTION records_only_superseded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL
       OR to_jsonb(NEW) - 'superseded_at' <> to_jsonb(OLD) - 'superseded_at' THEN
        RAISE EXCEPTION 'what came in is kept as it came' USING ERRCODE = 'YY001';
    END IF;
    RETURN NEW;
END $$;

-- Only the erasure of a person removes rows, and it runs as a role no policy restrains.
CREATE FUNCTION records_not_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF row_security_active(TG_RELID) THEN
        RAISE EXCEPTION 'records are not deleted while serving' USING ERRCODE = 'YY001';
    END IF;
    RETURN OLD;
END $$;
"""
FUNCTIONS_BACK = """
DROP FUNCTION records_signed_stands();
DROP FUNCTION records_never_changes();
DROP FUNCTION records_only_superseded();
DROP FUNCTION records_not_deleted();
"""
HOUSE = "(SELECT NULLIF(current_setting('app.organisation', true), '')::uuid)"
CHANGED = {"component": "records_never_changes", "source": "records_never_changes", "kept": "records_only_superseded"}


def guard(table: str) -> str:
    return f"""
CREATE TRIGGER stands BEFORE UPDATE ON records_{table}
    FOR EACH ROW EXECUTE FUNCTION {CHANGED.get(table, 'records_signed_stands')}();
CREATE TRIGGER stays BEFORE DELETE ON records_{table} FOR EACH ROW EXECUTE FUNCTION records_not_deleted();
CREATE TRIGGER whole BEFORE TRUNCATE ON records_{table} FOR EACH STATEMENT EXECUTE FUNCTION records_never_changes();
-- Seeing a person's rows (as her daughter does) is not writing them: only the author's own house adds and changes.
CREATE POLICY own_house_adds ON records_{table} AS RESTRICTIVE FOR INSERT WITH CHECK (organisation_id = {HOUSE});
CREATE POLICY own_house_changes ON records_{table} AS RESTRICTIVE FOR UPDATE USING (organisation_id = {HOUSE});
"""


def unguard(table: str) -> str:
    return f"""
DROP POLICY own_house_changes ON records_{table};
DROP POLICY own_house_adds ON records_{table};
DROP TRIGGER whole ON records_{table};
DROP TRIGGER stays ON records_{table};
DROP TRIGGER stands ON records_{table};
"""


class Migration(migrations.Migration):

    dependencies = [("records", "0001_records_and_versions")]

    operations = [
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
        *[migrations.RunSQL(guard(table), unguard(table)) for table in ALL],
    ]
