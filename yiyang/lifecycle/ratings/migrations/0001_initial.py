import django.db.models.deletion
import yiyang.foundation.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('offers', '0003_catalogue_and_exclusion'),
        ('orders', '0001_initial'),
        ('people', '0003_timelines_and_carrying'),
        ('places', '0005_kinds_and_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('given_by_id', models.UUIDField()),
                ('quality', models.PositiveSmallIntegerField()),
                ('effect', models.PositiveSmallIntegerField()),
                ('text', models.CharField(blank=True, max_length=1000)),
                ('given_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(null=True)),
                ('entry_id', models.UUIDField()),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offers.service')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('effect__range', (1, 5)), ('quality__range', (1, 5))), name='rating_scores')],
            },
        ),
        migrations.CreateModel(
            name='Voice',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default='shown', max_length=6)),
                ('quality', models.PositiveSmallIntegerField()),
                ('effect', models.PositiveSmallIntegerField()),
                ('text', models.CharField(blank=True, max_length=1000)),
                ('given_on', models.DateField()),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by_id', models.UUIDField(null=True)),
                ('hidden_at', models.DateTimeField(null=True)),
                ('hidden_by_id', models.UUIDField(null=True)),
                ('hidden_reason', models.CharField(blank=True, max_length=200)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation')),
                ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offers.service')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'service', '-given_on', '-id'], name='voice_service')],
                'constraints': [models.CheckConstraint(condition=models.Q(('effect__range', (1, 5)), ('quality__range', (1, 5))), name='voice_scores'), models.CheckConstraint(condition=models.Q(('state__in', ['shown', 'hidden'])), name='voice_state'), models.CheckConstraint(condition=models.Q(models.Q(('hidden_at', None), ('hidden_reason', ''), ('state', 'shown')), models.Q(('hidden_at__isnull', False), ('state', 'hidden'), ('text', ''), models.Q(('hidden_reason', ''), _negated=True)), _connector='OR'), name='voice_hidden')],
            },
        ),
    ]
