"""What the tables themselves refuse: a parent loop, a wrong level, two agents with one scope at one time."""

from django.db import migrations

# The lock makes two crossing changes wait for each other; at READ COMMITTED the second then sees the first.
LOOP = """
CREATE FUNCTION places_refuse_loop() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above uuid := NEW.parent_id; steps int := 0;
BEGIN
    IF above IS NULL THEN RETURN NEW; END IF;
    PERFORM pg_advisory_xact_lock(hashtext(TG_TABLE_NAME || '.parent'));
    WHILE above IS NOT NULL LOOP
        IF above = NEW.id THEN RAISE EXCEPTION 'parent loop' USING ERRCODE = 'check_violation', CONSTRAINT = 'parent_loop'; END IF;
        steps := steps + 1;
        IF steps > 16 THEN RAISE EXCEPTION 'parents nest too deep' USING ERRCODE = 'check_violation', CONSTRAINT = 'parent_depth'; END IF;
        EXECUTE format('SELECT parent_id FROM %I WHERE id = $1', TG_TABLE_NAME) INTO above USING above;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER organisation_loop BEFORE INSERT OR UPDATE OF parent_id ON places_organisation
    FOR EACH ROW EXECUTE FUNCTION places_refuse_loop();
"""
LEVEL = """
CREATE FUNCTION places_area_level() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE levels text[] := ARRAY['city', 'district', 'street', 'community']; parent_kind text;
BEGIN
    IF NEW.parent_id IS NULL THEN RETURN NEW; END IF;
    SELECT kind INTO parent_kind FROM places_area WHERE id = NEW.parent_id;
    IF parent_kind IS NULL OR array_position(levels, parent_kind) + 1 <> array_position(levels, NEW.kind) THEN
        RAISE EXCEPTION 'an area stands one level below its parent' USING ERRCODE = 'check_violation', CONSTRAINT = 'area_level';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER area_level BEFORE INSERT OR UPDATE OF parent_id, kind ON places_area
    FOR EACH ROW EXECUTE FUNCTION places_area_level();
"""
# One agent per principal, category and instant; principal and category are folded into one uuid.
AGENT = """
ALTER TABLE places_entrustment ADD CONSTRAINT entrustment_one_agent EXCLUDE USING gist (
    uuidrange(md5(principal_id::text || '/' || scope)::uuid, md5(principal_id::text || '/' || scope)::uuid, '[]') WITH &&,
    during WITH &&);
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0003_network_and_entry"), ("places", "0002_uuidrange")]
    operations = [
        migrations.RunSQL(LOOP, "DROP FUNCTION places_refuse_loop() CASCADE"),
        migrations.RunSQL(LEVEL, "DROP FUNCTION places_area_level() CASCADE"),
        migrations.RunSQL(AGENT, "ALTER TABLE places_entrustment DROP CONSTRAINT entrustment_one_agent"),
    ]
