"""What the tables refuse by themselves: two visits to one person at one hour, a way that takes longer than there is time,
a changed entry.

The functions that must see every visit of a worker, whoever employs them, run with their owner's rights and answer
minutes or nothing: no place and no name comes out. The formula is that of places/distance.py by car; a test compares.
Where a place is not on the map, 45 minutes are kept free instead of guessing.
"""

from django.conf import settings
from django.db import migrations

WAY = """
CREATE FUNCTION home_visit_way(lat_a numeric, lon_a numeric, lat_b numeric, lon_b numeric) RETURNS int
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN lat_a IS NULL OR lon_a IS NULL OR lat_b IS NULL OR lon_b IS NULL THEN 45
                WHEN metres = 0 THEN 0 ELSE ceil(metres * 1.3 / (25000.0 / 60))::int + 5 END
      FROM (SELECT round(2 * 6371008.8 * asin(least(1.0, sqrt(
                sin((radians(lat_b::float8) - radians(lat_a::float8)) / 2) ^ 2
                + cos(radians(lat_a::float8)) * cos(radians(lat_b::float8))
                * sin((radians(lon_b::float8) - radians(lon_a::float8)) / 2) ^ 2)))) AS metres) d
$$;
CREATE FUNCTION home_visit_gaps(workers uuid[], from_at timestamptz, to_at timestamptz, lat numeric, lon numeric,
                                but uuid)
RETURNS TABLE (worker uuid, way_before int, gap_before int, way_after int, gap_after int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    WITH standing AS (
        SELECT v.practitioner_id AS who, v.starts_at, v.ends_at, v.latitude, v.longitude FROM home_visit_visit v
         WHERE v.practitioner_id = ANY(workers) AND v.order_id IS DISTINCT FROM but
           AND v.starts_at < to_at + interval '1 day' AND v.ends_at > from_at - interval '1 day'
           AND (v.state IN ('booked', 'on-the-way', 'arrived')
                OR v.state = 'pending' AND v.held_until
                   > COALESCE(NULLIF(current_setting('app.now', true), '')::timestamptz, now())))
    SELECT w.who, home_visit_way(b.latitude, b.longitude, lat, lon),
           floor(extract(epoch FROM from_at - b.ends_at) / 60)::int,
           home_visit_way(lat, lon, a.latitude, a.longitude),
           floor(extract(epoch FROM a.starts_at - to_at) / 60)::int
      FROM unnest(workers) AS w (who)
      LEFT JOIN LATERAL (SELECT * FROM standing s WHERE s.who = w.who AND s.starts_at < to_at
                          ORDER BY s.ends_at DESC LIMIT 1) b ON b.who IS NOT NULL
      LEFT JOIN LATERAL (SELECT * FROM standing s WHERE s.who = w.who AND s.starts_at >= to_at
                          ORDER BY s.starts_at LIMIT 1) a ON a.who IS NOT NULL
$$;
"""
UNWAY = """
DROP FUNCTION home_visit_gaps(uuid[], timestamptz, timestamptz, numeric, numeric, uuid);
DROP FUNCTION home_visit_way(numeric, numeric, numeric, numeric);
"""
# The lock makes two visits of one worker wait for each other, so that neither can overlook the other's way.
TRAVEL = """
CREATE FUNCTION home_visit_travel() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE g record;
BEGIN
    IF NEW.practitioner_id IS NULL OR NEW.state NOT IN ('pending', 'booked') THEN RETURN NEW; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('home_visit.worker'), hashtext(NEW.practitioner_id::text));
    FOR g IN SELECT * FROM home_visit_gaps(ARRAY[NEW.practitioner_id], NEW.starts_at, NEW.ends_at,
                                           NEW.latitude, NEW.longitude, NEW.order_id) LOOP
        IF g.gap_before < g.way_before OR g.gap_after < g.way_after THEN
            RAISE EXCEPTION 'too far apart' USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_travel';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER visit_travel BEFORE INSERT OR UPDATE OF practitioner_id, starts_at, ends_at, latitude, longitude
    ON home_visit_visit FOR EACH ROW EXECUTE FUNCTION home_visit_travel();
ALTER TABLE home_visit_visit ADD CONSTRAINT visit_one_at_a_time EXCLUDE USING gist (
    uuidrange(person_id, person_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
) WHERE (state IN ('pending', 'booked', 'on-the-way', 'arrived'));
"""
UNTRAVEL = """
ALTER TABLE home_visit_visit DROP CONSTRAINT visit_one_at_a_time;
DROP FUNCTION home_visit_travel() CASCADE;
"""
KEEP = """
CREATE FUNCTION home_visit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF TG_TABLE_NAME = 'home_visit_entry'
           AND to_jsonb(NEW) - '{data,stands}'::text[] = to_jsonb(OLD) - '{data,stands}'::text[]
           AND to_jsonb(NEW) -> 'data' = '{}'::jsonb AND to_jsonb(NEW) -> 'stands' = '{}'::jsonb THEN
            RETURN NEW;
        ELSIF TG_TABLE_NAME = 'home_visit_picture'
           AND to_jsonb(NEW) - '{content,caption}'::text[] = to_jsonb(OLD) - '{content,caption}'::text[]
           AND to_jsonb(NEW) ->> 'caption' = '' AND to_jsonb(NEW) ->> 'content' = '\\x' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was handed in is only added to' USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION home_visit_keep();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER keep;
CREATE TRIGGER keep_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION home_visit_keep();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER keep_all;
"""
    for table in ("home_visit_entry", "home_visit_picture")
)
GAPS = "home_visit_gaps(uuid[], timestamptz, timestamptz, numeric, numeric, uuid)"


def narrow(apps, schema_editor):
    schema_editor.execute(f"REVOKE ALL ON FUNCTION {GAPS} FROM PUBLIC")
    for alias in ("default", "worker"):
        role = schema_editor.quote_name(settings.DATABASES[alias]["USER"])
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {GAPS} TO {role}")


def widen(apps, schema_editor):
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {GAPS} TO PUBLIC")


class Migration(migrations.Migration):
    dependencies = [("home_visit", "0001_visits"), ("places", "0002_uuidrange")]
    operations = [
        migrations.RunSQL(WAY, UNWAY),
        migrations.RunSQL(TRAVEL, UNTRAVEL),
        migrations.RunSQL(KEEP, "DROP FUNCTION home_visit_keep() CASCADE;"),
        migrations.RunPython(narrow, widen),
    ]
