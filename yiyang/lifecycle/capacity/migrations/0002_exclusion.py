"""One person at one place, one resource for one purpose, at any instant; and the narrow door that ends lapsed holds."""

from django.db import migrations

ADD = """
    DO $$ BEGIN
        IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'uuidrange') THEN
            CREATE TYPE uuidrange AS RANGE (subtype = uuid);
        END IF;
    END $$;
    ALTER TABLE capacity_slotclaim ADD CONSTRAINT claim_one_place_at_a_time EXCLUDE USING gist (
        uuidrange(person_id, person_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (state IN ('held', 'kept'));
    ALTER TABLE capacity_occupancy ADD CONSTRAINT occupancy_one_at_a_time EXCLUDE USING gist (
        uuidrange(resource_id, resource_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (live);
    -- Slots change at every claim; room on the page lets PostgreSQL update them without touching an index.
    ALTER TABLE capacity_slot SET (fillfactor = 70);

    -- A hold at a house whose rows the caller may not see still stands in the person's way after it has lapsed.
    -- This ends such holds and does nothing else: it shows no row and can touch no claim that is still worth anything.
    CREATE FUNCTION capacity_lapse(person uuid, at timestamptz) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        WITH lapsed AS (
            UPDATE public.capacity_slotclaim SET state = 'lapsed', changed_at = at
             WHERE person_id = person AND state = 'held' AND held_until <= at RETURNING 1)
        SELECT count(*) FROM lapsed
    $$;
"""
DROP = """
    DROP FUNCTION capacity_lapse(uuid, timestamptz);
    ALTER TABLE capacity_occupancy DROP CONSTRAINT occupancy_one_at_a_time;
    ALTER TABLE capacity_slotclaim DROP CONSTRAINT claim_one_place_at_a_time;
"""


class Migration(migrations.Migration):
    dependencies = [("capacity", "0001_sessions_and_claims")]
    operations = [migrations.RunSQL(ADD, DROP)]
