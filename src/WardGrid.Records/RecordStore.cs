using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;
using WardGrid.Patients.Trends;
using WardGrid.Records.Audit;
using WardGrid.Records.Databases;
using WardGrid.Records.Minutes;
using WardGrid.Records.People;

namespace WardGrid.Records;

/// <summary>
/// A ward's records: devices, alarms, patients' states and minutes, the ward's own settings, people's accounts, and the
/// audit trail, in one database.
/// </summary>
/// <remarks>
/// Thread-safe. Every write completes when it is durable; a failure throws <see cref="RecordException"/> with the
/// reason in words.
/// </remarks>
public sealed class RecordStore : IAsyncDisposable
{
    private readonly IRecordDatabase _database;
    private readonly RecordWriter _writer;

    private RecordStore(IRecordDatabase database, TimeProvider time)
    {
        _database = database;
        _writer = new(database);
        var reader = new RecordReader(database);
        Devices = new DeviceRegister(reader, _writer);
        Conformance = new ConformanceRecords(reader, _writer);
        AlarmMappings = new AlarmMappingRecords(reader, _writer);
        Audit = new(database, reader, _writer);
        Alarms = new AlarmLog(reader, _writer, Audit, time);
        States = new PatientStates(reader, _writer);
        GrainStates = new VersionedStates(reader, _writer, time);
        Minutes = new MinuteStore(reader, _writer);
        Ward = new WardSettings(reader, _writer);
        Suppression = new SuppressionRules(reader, _writer);
        Accounts = new Accounts(reader, _writer);
        Displays = new WardDisplays(reader, _writer);
        SessionKeys = new SessionKeys(reader, _writer);
    }

    public IDeviceRegister Devices { get; }

    public IConformanceRecords Conformance { get; }

    public IAlarmMappingRecords AlarmMappings { get; }

    public IAlarmLog Alarms { get; }

    public IPatientStates States { get; }

    public IVersionedStates GrainStates { get; }

    public IMinuteValues Minutes { get; }

    public IWardSettings Ward { get; }

    public ISuppressionRules Suppression { get; }

    public AuditTrail Audit { get; }

    public IAccounts Accounts { get; }

    public IWardDisplays Displays { get; }

    public ISessionKeys SessionKeys { get; }

    /// <summary>Opens a store, making or updating its tables.</summary>
    /// <param name="store">The path of a SQLite file, or a PostgreSQL connection such as
    /// <c>Host=db;Database=wardgrid;Username=wardgrid</c>.</param>
    /// <exception cref="RecordException">The store is damaged, newer than this WardGrid, or cannot be
    /// reached.</exception>
    public static async ValueTask<RecordStore> OpenAsync(string store, TimeProvider time, CancellationToken stop)
    {
        IRecordDatabase database = IsPostgres(store) ? new PostgresDatabase(store) : new SqliteDatabase(store);
        try
        {
            await database.PrepareAsync(stop);
            await Schema.BringUpToDateAsync(database, time, stop);
            return new(database, time);
        }
        catch (Exception e)
        {
            await database.DisposeAsync();
            if (database.Explain(e) is { } explained)
                throw explained;
            throw;
        }
    }

    /// <summary>Finishes the writes that wait, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Whether an address is a PostgreSQL connection, not a file.</summary>
    public static bool IsPostgres(string store) =>
        store
            .Split(';')
            .Any(part =>
                part.TrimStart().StartsWith("Host=", StringComparison.OrdinalIgnoreCase)
                || part.TrimStart().StartsWith("Server=", StringComparison.OrdinalIgnoreCase)
            );
}
