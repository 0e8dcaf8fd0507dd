"""A whole identity or telephone number leads to its person in any house; built beside the work, since tokens are many."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0006_colleagues_and_warnings")]
    operations = [
        AddIndexConcurrently(
            model_name="searchtoken",
            index=models.Index(
                fields=["token"],
                name="token_number",
                condition=Q(token__gte="c", token__lt="d") | Q(token__gte="i", token__lt="j"),
            ),
        ),
    ]
