using System.Collections.Frozen;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Grains;

/// <summary>
/// Which device serves which patient, as this silo knows it: read from the register, again every few seconds and on
/// every change made here.
/// </summary>
/// <remarks>
/// A silo that has not read a change yet hands a device's frame to the patient it served before; that patient's grain
/// reads its own association and refuses, so no data appears under a wrong name.
/// </remarks>
public sealed partial class DeviceAssociationTable(
    IDeviceRegister register,
    TimeProvider clock,
    ILogger<DeviceAssociationTable> log
) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private bool _failed;
    private Task _reading = Task.CompletedTask;
    private Task? _next;
    private volatile Table _table = Table.Of([]);

    public DeviceAssociation? OfDevice(string device) => _table.ByDevice.GetValueOrDefault(device);

    public DeviceAssociation? OfBed(string bed) => _table.ByBed.GetValueOrDefault(bed);

    public DeviceAssociation? OfPatient(string patientId) => _table.ByPatient.GetValueOrDefault(patientId);

    public IEnumerable<DeviceAssociation> All => _table.ByBed.Values;

    /// <summary>Reads the register; completes when what was written before this call is known here.</summary>
    /// <remarks>
    /// One reading at a time, so that an older answer that comes late never replaces a newer one; who asks meanwhile
    /// shares the next.
    /// </remarks>
    public Task RefreshAsync(CancellationToken stop)
    {
        lock (_gate)
            return (_next ??= ReadAfterAsync(_reading)).WaitAsync(stop);
    }

    /// <summary>Knows the associations before a device or a person asks for one.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        LogBound(log, _table.ByBed.Count);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
                _failed = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_failed)
                    LogNotRead(log, e);
                _failed = true;
            }
        }
    }

    private async Task ReadAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
            (_reading, _next) = (_next!, null);
        _table = Table.Of(await register.AssociationsAsync(CancellationToken.None));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Beds} beds are bound")]
    private static partial void LogBound(ILogger log, int beds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The associations could not be read; those known so far stay in force, and it is tried again."
    )]
    private static partial void LogNotRead(ILogger log, Exception e);

    private sealed record Table(
        FrozenDictionary<string, DeviceAssociation> ByDevice,
        FrozenDictionary<string, DeviceAssociation> ByBed,
        FrozenDictionary<string, DeviceAssociation> ByPatient
    )
    {
        // A patient who was bound twice is at the newer bed.
        public static Table Of(IReadOnlyCollection<DeviceAssociation> associations) =>
            new(
                associations.ToFrozenDictionary(b => b.Device),
                associations.ToFrozenDictionary(b => b.Bed),
                associations.GroupBy(b => b.PatientId).ToFrozenDictionary(p => p.Key, p => p.MaxBy(b => b.Since)!)
            );
    }
}
