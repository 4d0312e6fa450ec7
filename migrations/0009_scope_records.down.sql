SET row_security = off;

DROP TABLE scope_record;
DROP TABLE personal_access_token;
