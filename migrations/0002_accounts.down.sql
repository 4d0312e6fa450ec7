SET row_security = off;

DROP TABLE membership;
DROP TABLE app_user;
DROP TABLE account;
