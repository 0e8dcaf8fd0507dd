import django.db.models.deletion
import django.db.models.expressions
import yiyang.foundation.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL('CREATE SEQUENCE ledger_position', 'DROP SEQUENCE ledger_position'),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('owner_id', models.UUIDField()),
                ('kind', models.CharField(max_length=40)),
                ('currency', models.CharField(max_length=3)),
                ('no_overdraw', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner_id', models.UUIDField()),
                ('position', models.BigIntegerField()),
                ('debits_minor', models.BigIntegerField()),
                ('credits_minor', models.BigIntegerField()),
                ('pending_debits_minor', models.BigIntegerField()),
                ('pending_credits_minor', models.BigIntegerField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField(db_default=models.Func(models.Value('ledger_position'), function='nextval'), editable=False)),
                ('phase', models.CharField(max_length=7)),
                ('debit_id', models.UUIDField()),
                ('credit_id', models.UUIDField()),
                ('amount_minor', models.BigIntegerField()),
                ('released_minor', models.BigIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('kind', models.CharField(max_length=40)),
                ('cause_id', models.UUIDField()),
                ('journal_id', models.UUIDField()),
                ('key', models.CharField(max_length=120)),
                ('organisation_id', models.UUIDField()),
                ('person_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Running',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ledger.account')),
                ('owner_id', models.UUIDField()),
                ('debits_minor', models.BigIntegerField(default=0)),
                ('credits_minor', models.BigIntegerField(default=0)),
                ('pending_debits_minor', models.BigIntegerField(default=0)),
                ('pending_credits_minor', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(fields=('owner_id', 'kind', 'currency'), name='account_once'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(fields=('id', 'currency'), name='account_currency'),
        ),
        migrations.AddField(
            model_name='snapshot',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.account'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='pending',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.transfer'),
        ),
        migrations.AddConstraint(
            model_name='running',
            constraint=models.CheckConstraint(condition=models.Q(('credits_minor__gte', django.db.models.expressions.CombinedExpression(models.F('debits_minor'), '+', models.F('pending_debits_minor')))), name='running_not_overdrawn'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.UniqueConstraint(fields=('account', 'position'), name='snapshot_once'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['debit_id', 'position'], name='transfer_debit'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['credit_id', 'position'], name='transfer_credit'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['organisation_id', 'cause_id'], name='transfer_cause'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['person_id', 'at'], name='transfer_person'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(fields=('organisation_id', 'key'), name='transfer_once'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(condition=models.Q(('pending__isnull', False)), fields=('pending',), name='transfer_resolved_once'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='transfer_amount'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('debit_id', models.F('credit_id')), _negated=True), name='transfer_two_sides'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('phase__in', ('single', 'pending', 'post', 'void'))), name='transfer_phase'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pending__isnull', True), ('phase__in', ('single', 'pending')), ('released_minor', 0)), models.Q(('amount_minor__lte', models.F('released_minor')), ('pending__isnull', False), ('phase', 'post')), models.Q(('amount_minor', models.F('released_minor')), ('pending__isnull', False), ('phase', 'void')), _connector='OR'), name='transfer_release'),
        ),
    ]
