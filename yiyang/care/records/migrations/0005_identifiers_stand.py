"""A business identifier belongs to the house that imported it: nobody changes one, and only that house adds."""

from django.db import migrations

HOUSE = "(SELECT NULLIF(current_setting('app.organisation', true), '')::uuid)"
GUARD = f"""
CREATE TRIGGER stands BEFORE UPDATE ON records_alias FOR EACH ROW EXECUTE FUNCTION records_never_changes();
CREATE TRIGGER stays BEFORE DELETE ON records_alias FOR EACH ROW EXECUTE FUNCTION records_not_deleted();
CREATE TRIGGER whole BEFORE TRUNCATE ON records_alias FOR EACH STATEMENT EXECUTE FUNCTION records_never_changes();
CREATE POLICY own_house_adds ON records_alias AS RESTRICTIVE FOR INSERT WITH CHECK (organisation_id = {HOUSE});
"""
UNGUARD = """
DROP POLICY own_house_adds ON records_alias;
DROP TRIGGER whole ON records_alias;
DROP TRIGGER stays ON records_alias;
DROP TRIGGER stands ON records_alias;
"""


class Migration(migrations.Migration):

    dependencies = [("records", "0004_sources_by_name")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
