using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>
/// Devices and their associations in the database. An ended association stays, so that it is known which patient was in
/// which bed.
/// </summary>
internal sealed class DeviceRegister(RecordReader reader, RecordWriter writer) : IDeviceRegister
{
    private const string All = """
        SELECT device, model, serial, password_hash AS PasswordHash, demo, registered_at AS RegisteredAt,
               retired_at AS RetiredAt
        FROM devices
        """;

    private const string Devices = $"{All} WHERE retired_at IS NULL";

    private const string InForce = """
        SELECT device, ward, bed, patient_id AS PatientId, patient_name AS PatientName, age, demo, since
        FROM bindings WHERE until IS NULL
        """;

    public async ValueTask<ImmutableArray<RegisteredDevice>> DevicesAsync(CancellationToken stop) =>
        [
            .. (await reader.RowsAsync<DeviceRow>($"{Devices} ORDER BY device", null, stop)).Select(row =>
                row.ToDevice()
            ),
        ];

    public async ValueTask<RegisteredDevice?> FindAsync(string device, CancellationToken stop) =>
        (await reader.FirstAsync<DeviceRow>($"{Devices} AND device = @device", new { device }, stop))?.ToDevice();

    public ValueTask RegisterAsync(RegisteredDevice device, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
                await transaction.ExecuteAsync(
                    """
                    INSERT INTO devices (device, model, serial, password_hash, demo, registered_at)
                    VALUES (@Device, @model, @serial, @PasswordHash, @Demo, @at)
                    ON CONFLICT (device) DO UPDATE SET
                        model = excluded.model,
                        serial = excluded.serial,
                        password_hash = excluded.password_hash,
                        demo = excluded.demo,
                        registered_at = excluded.registered_at,
                        retired_at = NULL
                    """,
                    new
                    {
                        device.Device,
                        model = device.Model.Storable(),
                        serial = device.Serial.Storable(),
                        device.PasswordHash,
                        device.Demo,
                        at = device.RegisteredAt.Micros(),
                    }
                ),
            stop
        );

    public ValueTask RenewPasswordHashAsync(string device, string from, string to, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
                await transaction.ExecuteAsync(
                    """
                    UPDATE devices SET password_hash = @to
                    WHERE device = @device AND password_hash = @from AND retired_at IS NULL
                    """,
                    new
                    {
                        device,
                        from,
                        to,
                    }
                ),
            stop
        );

    /// <summary>The device may not send any more, and its association ends at the same moment.</summary>
    public ValueTask RetireAsync(string device, DateTimeOffset at, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    "UPDATE bindings SET until = @at WHERE device = @device AND until IS NULL",
                    new { device, at = at.Micros() }
                );
                await transaction.ExecuteAsync(
                    "UPDATE devices SET retired_at = @at WHERE device = @device AND retired_at IS NULL",
                    new { device, at = at.Micros() }
                );
            },
            stop
        );

    public async ValueTask<ImmutableArray<RegisteredDevice>> RetiredAsync(CancellationToken stop) =>
        [
            .. (
                await reader.RowsAsync<DeviceRow>($"{All} WHERE retired_at IS NOT NULL ORDER BY device", null, stop)
            ).Select(row => row.ToDevice()),
        ];

    public async ValueTask<ImmutableArray<DeviceAssociation>> AssociationsAsync(CancellationToken stop) =>
        [
            .. (await reader.RowsAsync<AssociationRow>($"{InForce} ORDER BY ward, bed", null, stop)).Select(row =>
                row.ToAssociation()
            ),
        ];

    public ValueTask BindAsync(DeviceAssociation association, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
            {
                if (
                    !await transaction.ExistsAsync(
                        "SELECT 1 FROM devices WHERE device = @Device AND retired_at IS NULL",
                        new { association.Device }
                    )
                )
                    throw new RecordException(
                        $"device {association.Device} is not registered, so it cannot be bound to bed {association.Bed}"
                    );
                var values = new
                {
                    association.Device,
                    ward = association.Ward.Storable(),
                    bed = association.Bed.Storable(),
                    patient = association.PatientId.Storable(),
                    name = association.PatientName.Storable(),
                    age = association.Age.ToString(),
                    association.Demo,
                    since = association.Since.Micros(),
                };
                await transaction.ExecuteAsync(
                    """
                    UPDATE bindings SET until = @since
                    WHERE (device = @Device OR bed = @bed OR patient_id = @patient) AND until IS NULL
                    """,
                    values
                );
                await transaction.ExecuteAsync(
                    """
                    INSERT INTO bindings (device, ward, bed, patient_id, patient_name, age, demo, since)
                    VALUES (@Device, @ward, @bed, @patient, @name, @age, @Demo, @since)
                    """,
                    values
                );
            },
            stop
        );

    public ValueTask UnbindAsync(string bed, DateTimeOffset at, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
                await transaction.ExecuteAsync(
                    "UPDATE bindings SET until = @at WHERE bed = @bed AND until IS NULL",
                    new { bed = bed.Storable(), at = at.Micros() }
                ),
            stop
        );

    public async ValueTask<ImmutableArray<ChannelMapping>> MappingsAsync(CancellationToken stop) =>
        [
            .. (
                await reader.RowsAsync<MappingRow>(
                    "SELECT device, channel, code, said_by AS SaidBy, said_at AS SaidAt FROM channel_mappings",
                    null,
                    stop
                )
            ).Select(row => row.ToMapping()),
        ];

    public ValueTask MapAsync(ChannelMapping mapping, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
            {
                var values = new
                {
                    mapping.Device,
                    channel = mapping.Channel.Storable(),
                    mapping.Code,
                    by = mapping.By.Storable(),
                    at = mapping.At.Micros(),
                };
                await transaction.ExecuteAsync(
                    "DELETE FROM channel_mappings WHERE device = @Device AND channel = @channel",
                    values
                );
                if (mapping.Code != 0)
                    await transaction.ExecuteAsync(
                        """
                        INSERT INTO channel_mappings (device, channel, code, said_by, said_at)
                        VALUES (@Device, @channel, @Code, @by, @at)
                        """,
                        values
                    );
            },
            stop
        );

    private sealed class MappingRow
    {
        public required string Device { get; init; }

        public required string Channel { get; init; }

        public int Code { get; init; }

        public required string SaidBy { get; init; }

        public long SaidAt { get; init; }

        public ChannelMapping ToMapping() => new(Device, Channel, Code, SaidBy, SaidAt.Instant());
    }

    private sealed class DeviceRow
    {
        public required string Device { get; init; }

        public required string Model { get; init; }

        public required string Serial { get; init; }

        public required string PasswordHash { get; init; }

        public bool Demo { get; init; }

        public long RegisteredAt { get; init; }

        public long? RetiredAt { get; init; }

        public RegisteredDevice ToDevice() =>
            new(Device, Model, Serial, PasswordHash, Demo, RegisteredAt.Instant()) { RetiredAt = RetiredAt?.Instant() };
    }

    private sealed class AssociationRow
    {
        public required string Device { get; init; }

        public required string Ward { get; init; }

        public required string Bed { get; init; }

        public required string PatientId { get; init; }

        public required string PatientName { get; init; }

        public required string Age { get; init; }

        public bool Demo { get; init; }

        public long Since { get; init; }

        public DeviceAssociation ToAssociation() =>
            new(Device, Ward, Bed, PatientId, PatientName, Enum.Parse<AgeBand>(Age), Demo, Since.Instant());
    }
}
