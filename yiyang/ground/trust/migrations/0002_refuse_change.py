"""The database itself refuses to change what happened, for every role, its owner included.

Payloads may leave only where an erasure, itself an entry of the log, says so. `ENABLE ALWAYS` keeps the triggers
awake in sessions that replay data, so that no session setting puts them to sleep.
"""

from django.db import migrations

APPEND_ONLY = ("trust_entry", "trust_sealed", "trust_subtree", "trust_checkpoint", "trust_erasure")

FUNCTIONS = """
CREATE FUNCTION trust_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trust log is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION trust_guard_payload() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted text := CASE TG_OP WHEN 'DELETE' THEN 'payload' ELSE 'actor' END;
BEGIN
    IF TG_OP = 'UPDATE' AND (
        NEW.actor_id IS NOT NULL OR NEW.actor_salt IS NOT NULL
        OR (NEW.entry_id, NEW.salt, NEW.body) IS DISTINCT FROM (OLD.entry_id, OLD.salt, OLD.body)
        OR NEW.person_id IS DISTINCT FROM OLD.person_id
        OR NEW.organisation_id IS DISTINCT FROM OLD.organisation_id
    ) THEN
        RAISE EXCEPTION 'a payload of the trust log never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM trust_erasure e WHERE e.entry_id = OLD.entry_id AND e.part = wanted) THEN
        RAISE EXCEPTION 'a payload of the trust log leaves only with an erasure entry'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION trust_guard_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT kind FROM trust_entry WHERE id = NEW.by_entry_id) IS DISTINCT FROM 'trust.erased'
       OR (SELECT kind FROM trust_entry WHERE id = NEW.entry_id) IS NOT DISTINCT FROM 'trust.erased' THEN
        RAISE EXCEPTION 'an erasure is said by an entry of its own kind, which nothing erases'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON trust_payload FOR EACH ROW EXECUTE FUNCTION trust_guard_payload();
ALTER TABLE trust_payload ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER refuse BEFORE TRUNCATE ON trust_payload FOR EACH STATEMENT EXECUTE FUNCTION trust_refuse_change();
ALTER TABLE trust_payload ENABLE ALWAYS TRIGGER refuse;
CREATE TRIGGER guard BEFORE INSERT ON trust_erasure FOR EACH ROW EXECUTE FUNCTION trust_guard_erasure();
"""

TRIGGERS = "".join(
    f"""
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION trust_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER refuse;
"""
    for table in APPEND_ONLY
)

REVERSE = (
    "DROP TRIGGER guard ON trust_erasure; DROP TRIGGER guard ON trust_payload; DROP TRIGGER refuse ON trust_payload;"
    + "".join(f"DROP TRIGGER refuse ON {table};" for table in APPEND_ONLY)
    + "DROP FUNCTION trust_guard_erasure(); DROP FUNCTION trust_guard_payload(); DROP FUNCTION trust_refuse_change();"
)


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, REVERSE)]
