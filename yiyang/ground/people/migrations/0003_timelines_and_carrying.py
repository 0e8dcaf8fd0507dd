"""What the tables refuse by themselves, and how relations follow a merged file.

Functions that must see every row of a person, whoever looks, run with their owner's rights and answer only yes or no.
"""

from django.db import migrations

SETTING = """
ALTER TABLE people_caresetting ADD CONSTRAINT setting_one_at_a_time
    EXCLUDE USING gist (uuidrange(person_id, person_id, '[]') WITH &&, during WITH &&);
CREATE FUNCTION people_setting_no_gap() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE who uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.person_id ELSE NEW.person_id END;
BEGIN
    IF EXISTS (
        SELECT 1 FROM people_caresetting a WHERE a.person_id = who AND NOT upper_inf(a.during)
           AND EXISTS (SELECT 1 FROM people_caresetting b WHERE b.person_id = who AND lower(b.during) > upper(a.during))
           AND NOT EXISTS (SELECT 1 FROM people_caresetting b WHERE b.person_id = who AND lower(b.during) = upper(a.during)))
    THEN RAISE EXCEPTION 'a gap between care settings' USING ERRCODE = 'check_violation', CONSTRAINT = 'setting_no_gap';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER setting_no_gap AFTER INSERT OR UPDATE OR DELETE ON people_caresetting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION people_setting_no_gap();
"""
UNSETTING = """
DROP FUNCTION people_setting_no_gap() CASCADE;
ALTER TABLE people_caresetting DROP CONSTRAINT setting_one_at_a_time;
"""

# The formula is that of places/distance.py by car; a test compares the two. The lock makes two windows of one
# professional wait for each other, so that neither can overlook the other's travel.
WINDOW = """
ALTER TABLE people_workingwindow ADD CONSTRAINT window_one_place
    EXCLUDE USING gist (uuidrange(practitioner_id, practitioner_id, '[]') WITH &&, during WITH &&);
CREATE FUNCTION people_travel(a uuid, b uuid) RETURNS interval LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN metres = 0 THEN interval '0' ELSE make_interval(mins => ceil(metres * 1.3 / (25000.0 / 60))::int + 5) END
      FROM (SELECT round(2 * 6371008.8 * asin(least(1.0, sqrt(
                sin((radians(y.latitude::float8) - radians(x.latitude::float8)) / 2) ^ 2
                + cos(radians(x.latitude::float8)) * cos(radians(y.latitude::float8))
                * sin((radians(y.longitude::float8) - radians(x.longitude::float8)) / 2) ^ 2)))) AS metres
              FROM places_organisation x, places_organisation y WHERE x.id = a AND y.id = b) d
$$;
CREATE FUNCTION people_window_travel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('people.window'), hashtext(NEW.practitioner_id::text));
    IF EXISTS (
        SELECT 1 FROM (
            (SELECT organisation_id, during FROM people_workingwindow
              WHERE practitioner_id = NEW.practitioner_id AND id <> NEW.id AND upper(during) <= lower(NEW.during)
              ORDER BY upper(during) DESC LIMIT 1)
            UNION ALL
            (SELECT organisation_id, during FROM people_workingwindow
              WHERE practitioner_id = NEW.practitioner_id AND id <> NEW.id AND lower(during) >= upper(NEW.during)
              ORDER BY lower(during) LIMIT 1)) near
         WHERE near.organisation_id <> NEW.organisation_id
           AND greatest(lower(NEW.during) - upper(near.during), lower(near.during) - upper(NEW.during))
               < people_travel(near.organisation_id, NEW.organisation_id))
    THEN RAISE EXCEPTION 'too far apart' USING ERRCODE = 'check_violation', CONSTRAINT = 'window_travel';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER window_travel BEFORE INSERT OR UPDATE ON people_workingwindow
    FOR EACH ROW EXECUTE FUNCTION people_window_travel();
CREATE INDEX window_practitioner ON people_workingwindow (practitioner_id, lower(during));
"""
UNWINDOW = """
DROP INDEX window_practitioner;
DROP FUNCTION people_window_travel() CASCADE;
DROP FUNCTION people_travel(uuid, uuid);
ALTER TABLE people_workingwindow DROP CONSTRAINT window_one_place;
"""

# A relation to (or of) one file of a merged person holds for all of them. Originals stay untouched; copies are
# listed in people_carriedrelation and made anew whenever their original or the merge changes.
CARRY = """
CREATE FUNCTION people_files(who uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE g(id) AS (
        SELECT who
        UNION SELECT CASE WHEN m.kept_id = g.id THEN m.merged_id ELSE m.kept_id END
          FROM people_filemerge m JOIN g ON (m.kept_id = g.id OR m.merged_id = g.id) WHERE m.undone_at IS NULL)
    SELECT id FROM g
$$;
CREATE FUNCTION people_drop_copies(original uuid) RETURNS void LANGUAGE sql AS $$
    WITH gone AS (DELETE FROM people_carriedrelation WHERE original_id = original RETURNING relation_id)
    DELETE FROM access_relation WHERE id IN (SELECT relation_id FROM gone)
$$;
CREATE FUNCTION people_carry(original access_relation) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v uuid; p uuid; copy uuid;
BEGIN
    PERFORM people_drop_copies(original.id);
    FOR v, p IN SELECT a, b FROM people_files(original.viewer_id) a, people_files(original.person_id) b
                 WHERE a <> b AND (a, b) <> (original.viewer_id, original.person_id) LOOP
        copy := gen_random_uuid();
        INSERT INTO people_carriedrelation (relation_id, original_id) VALUES (copy, original.id);
        INSERT INTO access_relation (id, viewer_id, person_id, kind, scopes, starts_at, ends_at, source_id)
        VALUES (copy, v, p, original.kind, original.scopes, original.starts_at, original.ends_at, original.id);
    END LOOP;
END $$;
CREATE FUNCTION people_carry_all(who uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE r access_relation;
BEGIN
    FOR r IN SELECT a.* FROM access_relation a
              WHERE (a.person_id IN (SELECT people_files(who)) OR a.viewer_id IN (SELECT people_files(who)))
                AND NOT EXISTS (SELECT 1 FROM people_carriedrelation c WHERE c.relation_id = a.id) LOOP
        PERFORM people_carry(r);
    END LOOP;
END $$;
CREATE FUNCTION people_relation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM people_drop_copies(OLD.id);
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM people_filemerge WHERE kept_id = NEW.person_id AND undone_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM people_filemerge WHERE merged_id = NEW.person_id AND undone_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM people_filemerge WHERE kept_id = NEW.viewer_id AND undone_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM people_filemerge WHERE merged_id = NEW.viewer_id AND undone_at IS NULL)
    THEN RETURN NULL; END IF;
    IF NOT EXISTS (SELECT 1 FROM people_carriedrelation WHERE relation_id = NEW.id) THEN
        PERFORM people_carry(NEW);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER relation_carried AFTER INSERT OR UPDATE OR DELETE ON access_relation
    FOR EACH ROW EXECUTE FUNCTION people_relation_changed();
"""
UNCARRY = """
DROP FUNCTION people_relation_changed() CASCADE;
DROP FUNCTION people_carry_all(uuid);
DROP FUNCTION people_carry(access_relation);
DROP FUNCTION people_drop_copies(uuid);
DROP FUNCTION people_files(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_whole_person"),
        ("places", "0002_uuidrange"),
        ("access", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(SETTING, UNSETTING),
        migrations.RunSQL(WINDOW, UNWINDOW),
        migrations.RunSQL(CARRY, UNCARRY),
    ]
