-- A person's mapping of a device's alarm code to a kind of alarm (IAlarmMappingRecords), if WardGrid does not know it.

CREATE TABLE alarm_mappings
(
    device  TEXT    NOT NULL,
    code    TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    said_by TEXT    NOT NULL,
    said_at BIGINT  NOT NULL,
    PRIMARY KEY (device, code)
);
