SET row_security = off;

DROP TABLE access_token;
DROP TABLE authorization_code;
DROP TABLE account_grant;
