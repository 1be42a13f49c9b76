-- What a node for readers alone (EDITORS=false) may do in the database: read what is published, count what readers send.
-- It can write no content, no release, no incident and no account, and reads no account, session or history.
--
--     psql --set readers=helpcenter_readers --file deploy/postgresql/readers.sql helpcenter
--
-- Run it as the owner of the tables, after each migration: it takes everything away first, and gives this much again.

\set ON_ERROR_STOP on
BEGIN;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"readers";
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM :"readers";
GRANT USAGE ON SCHEMA public TO :"readers";

-- Looked at each second, and read where something is newer.
GRANT SELECT ON
    troubleshoot_counter, troubleshoot_release, troubleshoot_proposal,
    troubleshoot_incident, troubleshoot_incidentscope, troubleshoot_incidentupdate,
    troubleshoot_guide, troubleshoot_carrier, troubleshoot_cause
TO :"readers";

-- Counted into, rolled up, and forgotten in time.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    troubleshoot_tally, troubleshoot_took, troubleshoot_feedback, troubleshoot_miss,
    troubleshoot_report, troubleshoot_reportcount, troubleshoot_countedsegment
TO :"readers";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"readers";

-- How far tallies are rolled up, and who is next to count reports, stand among the counters: of those two rows alone may
-- this role write. The releases' own would have every node build its release anew each second.
GRANT INSERT, UPDATE ON troubleshoot_counter TO :"readers";
ALTER TABLE troubleshoot_counter ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS counters ON troubleshoot_counter;
DROP POLICY IF EXISTS counters_read ON troubleshoot_counter;
DROP POLICY IF EXISTS counters_added ON troubleshoot_counter;
DROP POLICY IF EXISTS counters_raised ON troubleshoot_counter;
DROP POLICY IF EXISTS counters_removed ON troubleshoot_counter;
CREATE POLICY counters_read ON troubleshoot_counter FOR SELECT USING (true);
CREATE POLICY counters_added ON troubleshoot_counter FOR INSERT
    WITH CHECK (current_user <> :'readers' OR name IN ('rolled-up', 'reports'));
-- Others' rows are not even its to lock, which would keep everybody from publishing.
CREATE POLICY counters_raised ON troubleshoot_counter FOR UPDATE
    USING (current_user <> :'readers' OR name IN ('rolled-up', 'reports'))
    WITH CHECK (current_user <> :'readers' OR name IN ('rolled-up', 'reports'));
CREATE POLICY counters_removed ON troubleshoot_counter FOR DELETE USING (current_user <> :'readers');

COMMIT;
