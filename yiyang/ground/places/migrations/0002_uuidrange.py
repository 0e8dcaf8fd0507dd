"""A range type over uuid, so that one scarce thing and a stretch of time can share an exclusion constraint.

`EXCLUDE USING gist (uuidrange(id, id, '[]') WITH &&, during WITH &&)` needs no extension (docs/adr: exclusion).
"""

from django.db import migrations

MAKE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'uuidrange') THEN
        CREATE TYPE uuidrange AS RANGE (subtype = uuid);
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, "DROP TYPE IF EXISTS uuidrange")]
