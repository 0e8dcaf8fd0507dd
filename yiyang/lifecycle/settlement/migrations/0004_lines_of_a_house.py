"""A house's numbers read its lines of a period; without this index they read everybody's."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("settlement", "0003_figures")]

    operations = [
        AddIndexConcurrently("line", models.Index(fields=["organisation", "at"], name="line_organisation")),
    ]
