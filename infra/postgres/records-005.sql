-- A person's mapping of a device's channel to what it measures (IDeviceRegister), if its birth does not say so.

CREATE TABLE channel_mappings
(
    device  TEXT    NOT NULL,
    channel TEXT    NOT NULL,
    code    INTEGER NOT NULL,
    said_by TEXT    NOT NULL,
    said_at BIGINT  NOT NULL,
    PRIMARY KEY (device, channel)
);
