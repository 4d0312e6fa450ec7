SET row_security = off;
-- oldest-binary: 1
-- Browsers that are signed in, and how often somebody tried.

CREATE TABLE browser_session (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    session_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT browser_session_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT browser_session_hash_key UNIQUE (tenant_id, session_hash),
    CONSTRAINT browser_session_hash_length CHECK (octet_length(session_hash) = 32),
    CONSTRAINT browser_session_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX browser_session_user_idx ON browser_session (tenant_id, user_id);

-- Counted before a password is looked at, so that guesses made at once count as well.
CREATE TABLE sign_in_attempt (
    tenant_id uuid NOT NULL,
    -- A keyed hash of the address that was typed, whether or not somebody has it.
    subject_hash bytea NOT NULL,
    attempts integer NOT NULL,
    window_ends_at timestamptz NOT NULL,
    CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (tenant_id, subject_hash),
    CONSTRAINT sign_in_attempt_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id) ON DELETE CASCADE,
    CONSTRAINT sign_in_attempt_hash_length CHECK (octet_length(subject_hash) = 32)
);
CREATE INDEX sign_in_attempt_window_idx ON sign_in_attempt (tenant_id, window_ends_at);

ALTER TABLE browser_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE browser_session FORCE ROW LEVEL SECURITY;
CREATE POLICY browser_session_wall ON browser_session
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE sign_in_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY sign_in_attempt_wall ON sign_in_attempt
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON browser_session, sign_in_attempt TO symbolon_app;
