"""Only the roles that serve may end lapsed holds: a definer's function is everyone's until that is taken back."""

from django.conf import settings
from django.db import migrations

FUNCTION = "capacity_lapse(uuid, timestamptz)"


def narrow(apps, schema_editor):
    schema_editor.execute(f"REVOKE ALL ON FUNCTION {FUNCTION} FROM PUBLIC")
    for alias in ("default", "worker"):
        role = schema_editor.quote_name(settings.DATABASES[alias]["USER"])
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTION} TO {role}")


def widen(apps, schema_editor):
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTION} TO PUBLIC")


class Migration(migrations.Migration):
    dependencies = [("capacity", "0002_exclusion")]
    operations = [migrations.RunPython(narrow, widen)]
