-- What Glewlwyd is to serve beside its own first rows: the form of tokens that costs it least (HMAC), a scope, and a client that asks for
-- tokens and about them with a secret that is compared as it is, without a password's hash.
INSERT INTO g_scope (gs_name, gs_display_name, gs_password_required) VALUES ('read', 'Read', 0);
INSERT INTO g_plugin_module_instance (gpmi_module, gpmi_name, gpmi_display_name, gpmi_parameters) VALUES (
    'oauth2-glewlwyd', 'glwd', 'OAuth 2',
    jsonb_build_object(
        'jwt-type', 'sha', 'jwt-key-size', '256', 'key', :'key',
        'access-token-duration', 3600, 'refresh-token-duration', 1209600, 'code-duration', 600, 'refresh-token-rolling', true,
        'auth-type-code-enabled', true, 'auth-type-implicit-enabled', false, 'auth-type-password-enabled', false,
        'auth-type-client-enabled', true, 'auth-type-refresh-enabled', true, 'auth-type-device-enabled', false,
        'introspection-revocation-allowed', true, 'introspection-revocation-allow-target-client', true,
        'introspection-revocation-auth-scope', jsonb_build_array()
    )::text
);
WITH client AS (
    INSERT INTO g_client (gc_client_id, gc_name, gc_confidential) VALUES ('bench', 'Bench', 1) RETURNING gc_id
), scope AS (
    INSERT INTO g_client_scope (gcs_name) VALUES ('read') RETURNING gcs_id
), linked AS (
    INSERT INTO g_client_scope_client (gc_id, gcs_id) SELECT gc_id, gcs_id FROM client, scope
)
INSERT INTO g_client_property (gc_id, gcp_name, gcp_value)
SELECT gc_id, name, value
FROM client, (VALUES
    ('client_secret', :'secret'), ('authorization_type', 'client_credentials'), ('token_endpoint_auth_method', 'client_secret_basic')
) AS property (name, value);
