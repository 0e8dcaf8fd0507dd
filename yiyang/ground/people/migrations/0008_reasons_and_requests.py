"""Why files were joined or separated, and requests for one's data that the office carries out."""

import django.db.models.deletion
import yiyang.foundation.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_number_leads_to_its_person'),
        ('places', '0006_standing_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='FileRequest',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=6)),
                ('state', models.CharField(default='open', max_length=8)),
                ('proof', models.CharField(max_length=20)),
                ('reason', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('asked_by_id', models.UUIDField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decision', models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='MergeReason',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('deed', models.CharField(max_length=9)),
                ('reason', models.CharField(max_length=300)),
                ('by_id', models.UUIDField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='filerequest',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation'),
        ),
        migrations.AddField(
            model_name='filerequest',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='mergereason',
            name='merge',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.filemerge'),
        ),
        migrations.AddField(
            model_name='mergereason',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation'),
        ),
        migrations.AddField(
            model_name='mergereason',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='filerequest',
            index=models.Index(fields=['organisation', 'state', 'asked_at'], name='request_office'),
        ),
        migrations.AddConstraint(
            model_name='filerequest',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('export', 'erase'))), name='request_kind'),
        ),
        migrations.AddConstraint(
            model_name='filerequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'done', 'refused'))), name='request_state'),
        ),
        migrations.AddConstraint(
            model_name='filerequest',
            constraint=models.CheckConstraint(condition=models.Q(('proof__in', ('identity-card', 'passport', 'power-of-attorney', 'court-order', 'known-in-person'))), name='request_proof'),
        ),
        migrations.AddConstraint(
            model_name='filerequest',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('decided_at__isnull', False), ('decided_by_id__isnull', False)), _connector='OR'), name='request_decided'),
        ),
        migrations.AddConstraint(
            model_name='filerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'erase'), ('state', 'done'), _negated=True), models.Q(('decided_by_id', models.F('asked_by_id')), _negated=True), _connector='OR'), name='request_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='filerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('organisation', 'person', 'kind'), name='request_once'),
        ),
        migrations.AddIndex(
            model_name='mergereason',
            index=models.Index(fields=['person', 'at'], name='merge_reason_person'),
        ),
        migrations.AddConstraint(
            model_name='mergereason',
            constraint=models.CheckConstraint(condition=models.Q(('deed__in', ('joined', 'separated'))), name='merge_reason_deed'),
        ),
        migrations.AddConstraint(
            model_name='mergereason',
            constraint=models.UniqueConstraint(fields=('merge', 'deed'), name='merge_reason_once'),
        ),
    ]
