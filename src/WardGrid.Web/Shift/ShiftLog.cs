using Microsoft.Extensions.Hosting;
using WardGrid.Patients;

namespace WardGrid.Web.Shift;

/// <summary>Watches the ward and remembers each patient's last day by the minute, and the shift's signal quality.</summary>
/// <remarks>Thread-safe. In memory: it begins when the server does, and what was kept of a patient goes when the patient does.</remarks>
public sealed class ShiftLog(IWard ward, TimeProvider clock) : IWardObserver, IHostedService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PatientShift> _beds = new(StringComparer.Ordinal);
    private IDisposable? _subscription;

    /// <summary>Since when it watches.</summary>
    public DateTimeOffset Since { get; } = clock.GetUtcNow();

    /// <summary>Reads what is kept of a bed's patient, in one turn; nothing where the bed is empty.</summary>
    public T? Read<T>(string bed, Func<PatientShift, T> read)
    {
        lock (_gate)
            return _beds.TryGetValue(bed, out var shift) ? read(shift) : default;
    }

    /// <summary>Reads of every bed, in one turn.</summary>
    public List<T> ReadAll<T>(Func<PatientShift, T> read)
    {
        lock (_gate)
            return [.. _beds.Values.Select(read)];
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = ward.Subscribe(this);
        foreach (var bed in ward.Beds)
            Changed(bed);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    public void Changed(PatientSnapshot bed)
    {
        lock (_gate)
        {
            if (!_beds.TryGetValue(bed.Bed, out var shift) || shift.Binding.PatientId != bed.Binding.PatientId)
                _beds[bed.Bed] = shift = new(bed.Binding);
            shift.Add(bed);
        }
    }

    public void Gone(string bed)
    {
        lock (_gate)
            _beds.Remove(bed);
    }

    /// <summary>Quality and numbers come with the snapshots; samples are not kept.</summary>
    public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame)
    {
    }
}
