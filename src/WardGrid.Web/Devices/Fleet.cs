using System.Collections.Frozen;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Conformance;

namespace WardGrid.Web.Devices;

/// <summary>Reads the list of all devices with their states, for the page and for calls.</summary>
/// <remarks>
/// The newest conformance reports are read again every <see cref="TestsEvery"/> only: they are long, and they change
/// seldom. Thread-safe.
/// </remarks>
public sealed class Fleet(
    IDeviceRegister register,
    IOnboarding onboarding,
    IConformanceRecords conformance,
    IWard ward,
    TimeProvider clock
)
{
    public static readonly TimeSpan TestsEvery = TimeSpan.FromSeconds(10);

    private volatile Tested? _tested;

    /// <summary>All devices by name, the retired ones last.</summary>
    /// <param name="sees">Whether the person sees a ward; a device of another one is left out.</param>
    public async ValueTask<ImmutableArray<FleetDevice>> ReadAsync(Func<string, bool> sees, CancellationToken stop)
    {
        var associations = (await register.AssociationsAsync(stop)).ToFrozenDictionary(b => b.Device);
        var devices = await register.DevicesAsync(stop);
        var retired = await register.RetiredAsync(stop);
        var tests = await TestsAsync(stop);
        var beds = ward.Beds.GroupBy(b => b.Association.Device).ToFrozenDictionary(b => b.Key, b => b.First());
        var quarantine = onboarding.Quarantine.ToFrozenDictionary(q => q.Device);
        return
        [
            .. devices
                .Where(d => !associations.TryGetValue(d.Device, out var serves) || sees(serves.Ward))
                .Concat(retired)
                .Select(d =>
                    Of(
                        d,
                        associations.GetValueOrDefault(d.Device),
                        beds.GetValueOrDefault(d.Device),
                        quarantine.GetValueOrDefault(d.Device),
                        tests.GetValueOrDefault(d.Device)
                    )
                ),
        ];
    }

    private static FleetDevice Of(
        RegisteredDevice device,
        DeviceAssociation? association,
        PatientSnapshot? bed,
        QuarantinedDevice? quarantined,
        FleetTest? test
    )
    {
        var state = StateOf(device, association, bed, quarantined);
        var channels = bed?.Channels ?? [];
        float? usable = channels.IsDefaultOrEmpty ? null : channels.Min(c => c.UsableShare);
        return new(device, association, state, bed?.LastFrameAt ?? quarantined?.LastAt, usable, test);
    }

    private static FleetState StateOf(
        RegisteredDevice device,
        DeviceAssociation? association,
        PatientSnapshot? bed,
        QuarantinedDevice? quarantined
    )
    {
        if (device.RetiredAt is not null)
            return FleetState.Retired;
        if (association is not null)
            return bed?.Heard == true ? FleetState.Live : FleetState.Silent;
        return quarantined is null ? FleetState.Unbound : FleetState.Quarantined;
    }

    private async ValueTask<FrozenDictionary<string, FleetTest>> TestsAsync(CancellationToken stop)
    {
        if (_tested is { } known && clock.GetElapsedTime(known.At) < TestsEvery)
            return known.Newest;
        var at = clock.GetTimestamp();
        var newest = (await conformance.NewestAsync(stop)).ToFrozenDictionary(
            r => r.Run.Device,
            r => new FleetTest(r.Run.Id, r.Run.Begin, r.Result)
        );
        _tested = new(at, newest);
        return newest;
    }

    private sealed record Tested(long At, FrozenDictionary<string, FleetTest> Newest);
}
