"""What the database itself refuses and keeps: no change of any row, one currency per account, exact resolution,
running sums of accounts without overdraft, snapshots, and the sums by which the ledger is verified."""

from django.db import migrations

NEVER_CHANGED = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER transfer_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER account_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER transfer_never_changes;
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_never_changes;
"""

ONE_CURRENCY = """
ALTER TABLE ledger_transfer
    ADD CONSTRAINT transfer_debit_currency FOREIGN KEY (debit_id, currency) REFERENCES ledger_account (id, currency),
    ADD CONSTRAINT transfer_credit_currency FOREIGN KEY (credit_id, currency) REFERENCES ledger_account (id, currency);
"""

RESOLVED_EXACTLY = """
CREATE FUNCTION ledger_check_resolution() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM ledger_transfer p
    WHERE p.id = NEW.pending_id AND p.phase = 'pending' AND p.debit_id = NEW.debit_id AND p.credit_id = NEW.credit_id
      AND p.currency = NEW.currency AND p.amount_minor = NEW.released_minor
      AND p.organisation_id = NEW.organisation_id AND p.person_id IS NOT DISTINCT FROM NEW.person_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a resolution must repeat the pending transfer it resolves' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER transfer_resolution BEFORE INSERT ON ledger_transfer
    FOR EACH ROW WHEN (NEW.pending_id IS NOT NULL) EXECUTE FUNCTION ledger_check_resolution();
"""

# The account may have been opened by the same statement as the transfer, whose own triggers may fire first; so the
# running row is made here, where both are visible. Rows are locked in the order of their ids, against deadlocks.
RUNNING_SUMS = """
CREATE FUNCTION ledger_keep_running() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moved bigint := CASE WHEN NEW.phase IN ('single', 'post') THEN NEW.amount_minor ELSE 0 END;
    reserved bigint := CASE WHEN NEW.phase = 'pending' THEN NEW.amount_minor ELSE -NEW.released_minor END;
BEGIN
    IF EXISTS (SELECT FROM ledger_account WHERE id IN (NEW.debit_id, NEW.credit_id) AND no_overdraw) THEN
        INSERT INTO ledger_running (account_id, owner_id, debits_minor, credits_minor, pending_debits_minor, pending_credits_minor)
        SELECT id, owner_id, 0, 0, 0, 0 FROM ledger_account
        WHERE id IN (NEW.debit_id, NEW.credit_id) AND no_overdraw ORDER BY id ON CONFLICT DO NOTHING;
        PERFORM 1 FROM ledger_running WHERE account_id IN (NEW.debit_id, NEW.credit_id) ORDER BY account_id FOR UPDATE;
        UPDATE ledger_running SET
            debits_minor = debits_minor + CASE WHEN account_id = NEW.debit_id THEN moved ELSE 0 END,
            credits_minor = credits_minor + CASE WHEN account_id = NEW.credit_id THEN moved ELSE 0 END,
            pending_debits_minor = pending_debits_minor + CASE WHEN account_id = NEW.debit_id THEN reserved ELSE 0 END,
            pending_credits_minor = pending_credits_minor + CASE WHEN account_id = NEW.credit_id THEN reserved ELSE 0 END
        WHERE account_id IN (NEW.debit_id, NEW.credit_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER transfer_running AFTER INSERT ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION ledger_keep_running();

CREATE FUNCTION ledger_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RAISE EXCEPTION '% is kept by the ledger alone', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER running_kept BEFORE INSERT OR UPDATE OR DELETE ON ledger_running
    FOR EACH ROW EXECUTE FUNCTION ledger_only();
CREATE TRIGGER snapshot_kept BEFORE INSERT OR UPDATE OR DELETE ON ledger_snapshot
    FOR EACH ROW EXECUTE FUNCTION ledger_only();
"""

# Positions are drawn inside the insert, which holds the table until it commits. Under a SHARE lock nobody is inside
# one, so every position up to the newest is settled for good.
SNAPSHOTS = """
CREATE FUNCTION ledger_horizon() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    LOCK TABLE ledger_transfer IN SHARE MODE;
    RETURN (SELECT COALESCE(max(position), 0) FROM ledger_transfer);
END $$;

CREATE FUNCTION ledger_snapshot_upto(upto bigint, taken_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE written bigint;
BEGIN
    WITH last AS (
        SELECT DISTINCT ON (account_id) * FROM ledger_snapshot WHERE position <= upto ORDER BY account_id, position DESC
    ), tail AS (
        SELECT side.account_id, side.is_credit,
               CASE WHEN t.phase IN ('single', 'post') THEN t.amount_minor ELSE 0 END AS moved,
               CASE WHEN t.phase = 'pending' THEN t.amount_minor ELSE -t.released_minor END AS reserved
        FROM ledger_transfer t
        CROSS JOIN LATERAL (VALUES (t.debit_id, false), (t.credit_id, true)) AS side (account_id, is_credit)
        LEFT JOIN last ON last.account_id = side.account_id
        WHERE t.position <= upto AND t.position > COALESCE(last.position, 0)
    )
    INSERT INTO ledger_snapshot
        (id, account_id, owner_id, position, debits_minor, credits_minor, pending_debits_minor, pending_credits_minor, at)
    SELECT gen_random_uuid(), a.id, a.owner_id, upto,
           COALESCE(min(l.debits_minor), 0) + COALESCE(sum(moved) FILTER (WHERE NOT is_credit), 0),
           COALESCE(min(l.credits_minor), 0) + COALESCE(sum(moved) FILTER (WHERE is_credit), 0),
           COALESCE(min(l.pending_debits_minor), 0) + COALESCE(sum(reserved) FILTER (WHERE NOT is_credit), 0),
           COALESCE(min(l.pending_credits_minor), 0) + COALESCE(sum(reserved) FILTER (WHERE is_credit), 0),
           taken_at
    FROM tail JOIN ledger_account a ON a.id = tail.account_id LEFT JOIN last l ON l.account_id = a.id
    GROUP BY a.id, a.owner_id
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END $$;
"""

VERIFICATION = """
CREATE VIEW ledger_side AS
    SELECT t.id AS transfer_id, t.position, t.currency, side.account_id, side.sign,
           CASE WHEN t.phase IN ('single', 'post') THEN t.amount_minor ELSE 0 END AS moved,
           CASE WHEN t.phase = 'pending' THEN t.amount_minor ELSE -t.released_minor END AS reserved
    FROM ledger_transfer t
    CROSS JOIN LATERAL (VALUES (t.debit_id, -1), (t.credit_id, 1)) AS side (account_id, sign);
ALTER VIEW ledger_side SET (security_invoker = true);

CREATE FUNCTION ledger_sums() RETURNS TABLE (currency text, transfers bigint, accounts bigint, total_minor numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.currency, count(DISTINCT s.transfer_id), count(DISTINCT a.id), COALESCE(sum(s.sign * s.moved), 0)
    FROM ledger_side s JOIN ledger_account a ON a.id = s.account_id AND a.currency = s.currency
    GROUP BY s.currency ORDER BY s.currency
$$;

CREATE FUNCTION ledger_faults() RETURNS TABLE (fault text, subject_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT 'amount', id FROM ledger_transfer WHERE amount_minor <= 0
    UNION ALL SELECT 'sides', id FROM ledger_transfer WHERE debit_id = credit_id
    UNION ALL
    SELECT 'currency', s.transfer_id FROM ledger_side s
    LEFT JOIN ledger_account a ON a.id = s.account_id AND a.currency = s.currency WHERE a.id IS NULL
    UNION ALL
    SELECT 'resolution', r.id FROM ledger_transfer r LEFT JOIN ledger_transfer p ON p.id = r.pending_id
    WHERE r.phase IN ('post', 'void') AND NOT COALESCE(
        p.phase = 'pending' AND (p.debit_id, p.credit_id, p.currency, p.organisation_id) =
            (r.debit_id, r.credit_id, r.currency, r.organisation_id)
        AND p.amount_minor = r.released_minor AND r.amount_minor <= p.amount_minor, false)
    UNION ALL
    SELECT 'resolved-twice', pending_id FROM ledger_transfer WHERE pending_id IS NOT NULL
    GROUP BY pending_id HAVING count(*) > 1
    UNION ALL
    SELECT 'running', a.id FROM ledger_account a
    LEFT JOIN ledger_running r ON r.account_id = a.id
    LEFT JOIN LATERAL (
        SELECT COALESCE(sum(moved) FILTER (WHERE sign < 0), 0) AS debits, COALESCE(sum(moved) FILTER (WHERE sign > 0), 0) AS credits,
               COALESCE(sum(reserved) FILTER (WHERE sign < 0), 0) AS pending_debits,
               COALESCE(sum(reserved) FILTER (WHERE sign > 0), 0) AS pending_credits
        FROM ledger_side s WHERE s.account_id = a.id) t ON true
    WHERE a.no_overdraw AND (
        (COALESCE(r.debits_minor, 0), COALESCE(r.credits_minor, 0), COALESCE(r.pending_debits_minor, 0), COALESCE(r.pending_credits_minor, 0))
            IS DISTINCT FROM (t.debits, t.credits, t.pending_debits, t.pending_credits)
        OR t.credits < t.debits + t.pending_debits)
    UNION ALL
    SELECT 'snapshot', n.account_id FROM ledger_snapshot n
    JOIN LATERAL (
        SELECT COALESCE(sum(sign * moved), 0) AS moved, COALESCE(sum(sign * reserved), 0) AS reserved
        FROM ledger_side s WHERE s.account_id = n.account_id AND s.position <= n.position) t ON true
    WHERE (n.credits_minor - n.debits_minor, n.pending_credits_minor - n.pending_debits_minor)
        IS DISTINCT FROM (t.moved, t.reserved)
$$;
"""

UNDO = """
DROP FUNCTION ledger_faults(); DROP FUNCTION ledger_sums(); DROP VIEW ledger_side;
DROP FUNCTION ledger_snapshot_upto(bigint, timestamptz); DROP FUNCTION ledger_horizon();
DROP TRIGGER snapshot_kept ON ledger_snapshot; DROP TRIGGER running_kept ON ledger_running; DROP FUNCTION ledger_only();
DROP TRIGGER transfer_running ON ledger_transfer; DROP FUNCTION ledger_keep_running();
DROP TRIGGER transfer_resolution ON ledger_transfer; DROP FUNCTION ledger_check_resolution();
ALTER TABLE ledger_transfer DROP CONSTRAINT transfer_debit_currency, DROP CONSTRAINT transfer_credit_currency;
DROP TRIGGER account_never_changes ON ledger_account; DROP TRIGGER transfer_never_changes ON ledger_transfer;
DROP FUNCTION ledger_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [NEVER_CHANGED, ONE_CURRENCY, RESOLVED_EXACTLY, RUNNING_SUMS, SNAPSHOTS, VERIFICATION], [UNDO]
        ),
    ]
