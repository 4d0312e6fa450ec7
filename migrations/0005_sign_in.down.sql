SET row_security = off;

DROP TABLE sign_in_attempt;
DROP TABLE browser_session;
