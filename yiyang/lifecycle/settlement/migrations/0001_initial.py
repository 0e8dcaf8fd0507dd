import django.db.models.deletion
import django.db.models.expressions
import yiyang.foundation.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_initial'),
        ('people', '0001_initial'),
        ('places', '0005_kinds_and_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bill',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('service_id', models.UUIDField()),
                ('terms', models.CharField(max_length=8)),
                ('state', models.CharField(default='due', max_length=13)),
                ('currency', models.CharField(max_length=3)),
                ('total_minor', models.BigIntegerField()),
                ('paid_minor', models.BigIntegerField(default=0)),
                ('refunded_minor', models.BigIntegerField(default=0)),
                ('written_off_minor', models.BigIntegerField(default=0)),
                ('pay_until', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('provider', models.CharField(max_length=30)),
                ('day', models.DateField()),
                ('kind', models.CharField(max_length=20)),
                ('reference', models.CharField(max_length=80)),
                ('ours_minor', models.BigIntegerField(null=True)),
                ('theirs_minor', models.BigIntegerField(null=True)),
                ('found_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField(default=0)),
                ('total_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('lines', models.JSONField()),
                ('request_key', models.CharField(max_length=80)),
                ('issued_at', models.DateTimeField()),
                ('issued_by_id', models.UUIDField(null=True)),
                ('entry_id', models.UUIDField()),
                ('bill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='settlement.bill')),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.invoice')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('amount_minor', models.BigIntegerField()),
                ('cause_id', models.UUIDField()),
                ('price_rule_id', models.UUIDField(null=True)),
                ('price_rule', models.CharField(blank=True, max_length=120)),
                ('price_rule_en', models.CharField(blank=True, max_length=120)),
                ('transfer_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
                ('bill', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='settlement.bill')),
                ('credits', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.line')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('provider', models.CharField(max_length=30)),
                ('notification_id', models.CharField(max_length=80)),
                ('headers', models.JSONField()),
                ('body', models.BinaryField()),
                ('received_at', models.DateTimeField()),
                ('repeats', models.PositiveIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=30)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Numbering',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField()),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('provider', models.CharField(max_length=30)),
                ('amount_minor', models.BigIntegerField()),
                ('refunded_minor', models.BigIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(default='started', max_length=9)),
                ('applied', models.BooleanField(default=False)),
                ('request_key', models.CharField(max_length=80)),
                ('started_by_id', models.UUIDField(null=True)),
                ('started_at', models.DateTimeField()),
                ('ask_at', models.DateTimeField(null=True)),
                ('asked', models.PositiveSmallIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
                ('provider_at', models.DateTimeField(null=True)),
                ('provider_ref', models.CharField(blank=True, max_length=80)),
                ('entry_id', models.UUIDField(null=True)),
                ('bill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='settlement.bill')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.UUIDField(default=yiyang.foundation.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('reason', models.CharField(max_length=200)),
                ('request_key', models.CharField(max_length=80)),
                ('state', models.CharField(max_length=9)),
                ('asked_by_id', models.UUIDField(null=True)),
                ('approved_by_id', models.UUIDField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('send_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
                ('provider_at', models.DateTimeField(null=True)),
                ('provider_ref', models.CharField(blank=True, max_length=80)),
                ('transfer_id', models.UUIDField(null=True)),
                ('entry_id', models.UUIDField(null=True)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='settlement.payment')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['organisation', 'state', 'opened_at'], name='bill_organisation'),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['person', '-opened_at'], name='bill_person'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['due', 'paid', 'part-refunded', 'refunded', 'waived', 'written-off'])), name='bill_state'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('paid_minor__gte', models.F('refunded_minor')), ('refunded_minor__gte', 0), ('total_minor__gte', 0)), name='bill_sums'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'due'), ('total_minor__gt', django.db.models.expressions.CombinedExpression(models.F('paid_minor'), '-', models.F('refunded_minor')))), models.Q(('paid_minor__gt', 0), ('refunded_minor', 0), ('state', 'paid'), ('total_minor', models.F('paid_minor'))), models.Q(('state', 'part-refunded'), ('total_minor', django.db.models.expressions.CombinedExpression(models.F('paid_minor'), '-', models.F('refunded_minor'))), ('total_minor__gt', 0)), models.Q(('paid_minor', models.F('refunded_minor')), ('paid_minor__gt', 0), ('state', 'refunded'), ('total_minor', 0)), models.Q(('paid_minor', 0), ('state', 'waived'), ('total_minor', 0)), models.Q(('state', 'written-off'), ('total_minor', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('paid_minor'), '-', models.F('refunded_minor')), '+', models.F('written_off_minor'))), ('written_off_minor__gt', 0)), _connector='OR'), name='bill_state_by_sums'),
        ),
        migrations.AddConstraint(
            model_name='difference',
            constraint=models.UniqueConstraint(fields=('organisation', 'provider', 'day', 'kind', 'reference'), name='difference_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['person', '-issued_at'], name='invoice_person'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('organisation', 'year', 'number'), name='invoice_number'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('bill', 'request_key'), name='invoice_once'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.UniqueConstraint(fields=('bill', 'code', 'cause_id', 'credits'), name='line_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_minor__gt', 0), ('credits__isnull', True)), models.Q(('amount_minor__lt', 0), ('credits__isnull', False)), _connector='OR'), name='line_amount'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['organisation', 'received_at'], name='notice_organisation'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['received_at'], name='notice_waiting'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('organisation', 'provider', 'notification_id'), name='notice_once'),
        ),
        migrations.AddConstraint(
            model_name='numbering',
            constraint=models.UniqueConstraint(fields=('organisation', 'year'), name='numbering_once'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['organisation', 'provider', 'started_at'], name='payment_organisation'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['person', '-started_at'], name='payment_person'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('ask_at__isnull', False)), fields=['ask_at'], name='payment_unanswered'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('bill', 'request_key'), name='payment_once'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['started', 'failed', 'succeeded'])), name='payment_state'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='payment_amount'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('refunded_minor__gte', 0), ('refunded_minor__lte', models.F('amount_minor')), models.Q(('refunded_minor', 0), ('state', 'succeeded'), _connector='OR')), name='payment_refunds'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('applied', False), ('state', 'succeeded'), _connector='OR'), name='payment_applied'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['organisation', 'state', 'asked_at'], name='refund_organisation'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['person', '-asked_at'], name='refund_person'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('send_at__isnull', False)), fields=['send_at'], name='refund_to_send'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('payment', 'request_key'), name='refund_once'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'approved', 'sent', 'failed', 'succeeded', 'declined'])), name='refund_state'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='refund_amount'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by_id__isnull', True), models.Q(('approved_by_id', models.F('asked_by_id')), _negated=True), _connector='OR'), name='refund_two_people'),
        ),
    ]
