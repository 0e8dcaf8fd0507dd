-- The four roles and the database of Yiyang. Run once as a superuser, on PostgreSQL 15 or later:
--
--     psql --file roles.sql postgres
--
-- then give each role a password (\password yiyang_owner, and so on) or a peer or certificate rule in pg_hba.conf,
-- and name them in DATABASE_OWNER_URL, DATABASE_URL, DATABASE_WORKER_URL and DATABASE_READ_URL.

-- Owns the tables and changes them in migrations; nothing serves as it. It makes databases only for tests.
CREATE ROLE yiyang_owner LOGIN CREATEDB;

-- Answers pages. Sees a row only through the row-level policy of its table.
CREATE ROLE yiyang_app LOGIN;

-- Finds out what is to be done across organisations: imports, sequencer, ladders. Policies do not hold it back.
CREATE ROLE yiyang_worker LOGIN BYPASSRLS;

-- Reads everything for verification, reports and the warehouse, and can change nothing; it answers no page.
CREATE ROLE yiyang_read LOGIN BYPASSRLS;

ALTER ROLE yiyang_read SET default_transaction_read_only = on;

-- A page that hangs must let go of its locks: others wait behind it.
ALTER ROLE yiyang_app SET statement_timeout = '60s';

ALTER ROLE yiyang_app SET lock_timeout = '15s';

ALTER ROLE yiyang_app SET idle_in_transaction_session_timeout = '60s';

CREATE DATABASE yiyang OWNER yiyang_owner ENCODING 'UTF8' TEMPLATE template0;

-- Only the four roles may enter.
REVOKE CONNECT, TEMPORARY ON DATABASE yiyang FROM PUBLIC;

GRANT CONNECT, TEMPORARY ON DATABASE yiyang TO yiyang_owner, yiyang_app, yiyang_worker, yiyang_read;
