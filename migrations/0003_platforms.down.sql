SET row_security = off;

DROP TABLE webhook_endpoint;
DROP TABLE platform_logo;
DROP TABLE platform_secret;
DROP TABLE platform;
