SET row_security = off;
DROP TABLE resource_server_secret;
DROP TABLE resource_server;
DROP TABLE token_failure;
