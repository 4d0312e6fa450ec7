SET row_security = off;

DROP TABLE audit_entry;
DROP TABLE event_queue;
DROP TABLE event;
