using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>Registers and retires devices, binds them to beds, and checks their credentials.</summary>
public sealed class DeviceRegistry(
    IDeviceRegister register,
    IDeviceAssociations associations,
    Quarantine quarantine,
    RefusalLogs refusals,
    ChannelMappings mappings,
    LatestBirths births,
    DeviceCommands commands,
    IAuditTrail audit,
    TimeProvider clock,
    ILogger<DeviceRegistry> log
) : IOnboarding
{
    /// <summary>Characters of a patient's name.</summary>
    private const int LongestName = 200;

    private readonly ConcurrentDictionary<string, RegisteredDevice> _devices = new();

    public ImmutableArray<QuarantinedDevice> Quarantine => quarantine.Devices;

    public ImmutableArray<RefusedMessage> RefusedOf(string device) => refusals.Find(device)?.Last ?? [];

    public ImmutableArray<NotShown> NotShownOf(string device) => refusals.Find(device)?.NotShown.Entries ?? [];

    /// <summary>Reads the register into memory, so that no connecting device waits for the store.</summary>
    public async Task OpenAsync(CancellationToken stop)
    {
        await RefreshAsync(stop);
        log.LogInformation("{Devices} devices are registered", _devices.Count);
    }

    /// <summary>Reads the register again: in a cluster, other silos register and retire devices too.</summary>
    public async Task RefreshAsync(CancellationToken stop)
    {
        var before = _devices.Keys.ToArray();
        var registered = await register.DevicesAsync(stop);
        mappings.Replace(await register.MappingsAsync(stop));
        foreach (var device in registered)
        {
            if (PasswordHashOf(device.Device) != device.PasswordHash)
                CredentialEnded?.Invoke(device.Device);
            _devices[device.Device] = device;
        }

        foreach (var gone in before.Except(registered.Select(d => d.Device)))
        {
            if (_devices.TryRemove(gone, out _))
                ShowOut(gone);
        }
    }

    public bool IsRegistered(string device) => _devices.ContainsKey(device);

    /// <summary>Whether the device is registered, and not as a DEMO one: only its password lets it in.</summary>
    public bool NeedsCredential(string device) => _devices.TryGetValue(device, out var known) && !known.Demo;

    /// <summary>Whether a patient is served by the device.</summary>
    public bool Serves(string device) => associations.IsBound(device);

    /// <summary>The stored hash of the device's password; null where it is not registered.</summary>
    public string? PasswordHashOf(string device) => _devices.GetValueOrDefault(device)?.PasswordHash;

    /// <summary>Stores a new hash of the same password, unless the device was registered anew since.</summary>
    public async Task RenewPasswordHashAsync(string device, string from, string to, CancellationToken stop)
    {
        if (!_devices.TryGetValue(device, out var known) || known.PasswordHash != from)
            return;
        await register.RenewPasswordHashAsync(device, from, to, stop);
        _devices.TryUpdate(device, known with { PasswordHash = to }, known);
    }

    public async ValueTask<Registration> RegisterAsync(
        string device,
        string model,
        string serial,
        Actor by,
        CancellationToken stop
    )
    {
        if (DeviceLabels.WhyNot(device, model, serial) is { } why)
            return new(device, null, CommandOutcome.Refused(why));
        var password = Credential.New();
        await RegisterAsync(
            new(device, model, serial, Credential.Hash(password), Demo: false, clock.GetUtcNow()),
            by,
            stop
        );
        return new(device, password, CommandOutcome.Success);
    }

    public async ValueTask<CommandOutcome> RetireAsync(string device, Actor by, CancellationToken stop)
    {
        if (!_devices.ContainsKey(device))
            return CommandOutcome.Refused($"Device {device} is not registered.");
        if (associations.BedOf(device) is { } bed)
            await UnbindAsync(bed, by, stop);
        var was = _devices.GetValueOrDefault(device);
        await register.RetireAsync(device, clock.GetUtcNow(), stop);
        _devices.TryRemove(device, out _);
        await audit.RecordAsync(new(clock.GetUtcNow(), by, "device.retired", device, $"{Named(was)} to none"), stop);
        ShowOut(device);
        return CommandOutcome.Success;
    }

    /// <summary>Raised when a device was retired: its connection, if there is one, must end.</summary>
    public event Action<string>? Retired;

    /// <summary>Raised when a device has another password, or none any more.</summary>
    public event Action<string>? CredentialEnded;

    public async ValueTask<CommandOutcome> BindAsync(DeviceAssociation association, Actor by, CancellationToken stop)
    {
        if (!_devices.TryGetValue(association.Device, out var device))
            return CommandOutcome.Refused($"Device {association.Device} is not registered.");
        if (device.Demo && !association.Demo)
            return CommandOutcome.Refused(
                $"Device {association.Device} is a simulated or replayed one: it may serve a DEMO patient only."
            );
        foreach (
            var (label, what) in new[]
            {
                (association.Ward, "ward"),
                (association.Bed, "bed"),
                (association.PatientId, "patient's key"),
            }
        )
        {
            if (!DeviceTopic.IsName(label))
                return CommandOutcome.Refused($"A {what} has 1 to {DeviceTopic.MaxName} letters, digits, _ or -.");
        }

        if (association.PatientName.Length == 0 || !IsLabel(association.PatientName, LongestName))
            return CommandOutcome.Refused(
                $"A patient's name has 1 to {LongestName} characters, none of them a control character."
            );

        // The patient who was in this bed, or whom this device served, is discharged, so that none of that patient's
        // alarms stays open or paused.
        foreach (
            var before in new[]
            {
                associations.AssociationOf(association.Bed),
                associations.BedOf(association.Device) is { } bed ? associations.AssociationOf(bed) : null,
            }
                .OfType<DeviceAssociation>()
                .Distinct()
        )
        {
            if (before.PatientId != association.PatientId)
                await UnbindAsync(before.Bed, by, stop);
        }

        var was = associations.AssociationOf(association.Bed);
        var left =
            associations.AssociationOfPatient(association.PatientId) is { } moved && moved.Bed != association.Bed
                ? $", from bed {moved.Bed} with device {moved.Device}"
                : "";
        await associations.BindAsync(association, stop);
        quarantine.Release(association.Device);
        await audit.RecordAsync(
            new(clock.GetUtcNow(), by, "device.bound", association.Bed, $"{Named(was)} to {Named(association)}{left}"),
            stop
        );
        return CommandOutcome.Success;
    }

    public async ValueTask<CommandOutcome> UnbindAsync(string bed, Actor by, CancellationToken stop)
    {
        var was = associations.AssociationOf(bed);
        if (!await associations.UnbindAsync(bed, by, stop))
            return CommandOutcome.Refused($"No patient is bound to bed {bed}.");
        await audit.RecordAsync(new(clock.GetUtcNow(), by, "device.unbound", bed, $"{Named(was)} to none"), stop);
        return CommandOutcome.Success;
    }

    public async ValueTask<CommandOutcome> MapAsync(
        string device,
        string channel,
        int code,
        Actor by,
        CancellationToken stop
    )
    {
        if (!_devices.ContainsKey(device))
            return CommandOutcome.Refused($"Device {device} is not registered.");
        if (channel.Length == 0 || !DeviceLabels.IsLabel(channel))
            return CommandOutcome.Refused(
                $"A channel's name has 1 to {DeviceLabels.Longest} characters, none of them a control character."
            );
        if (code != 0 && Mdc.KindOf(code) == SignalKind.Other)
            return CommandOutcome.Refused($"WardGrid does not analyse channels of code {code}.");
        if (
            code != 0
            && births.Channel(device, channel) is { } declared
            && BirthConversion.CheckMapping(declared, code) is { IsRefused: true } misfit
        )
            return CommandOutcome.Refused($"Device {device}, {misfit.Detail}.");
        var was = mappings.CodeOf(device, channel) ?? 0;
        await register.MapAsync(new(device, channel, code, by.Name, clock.GetUtcNow()), stop);
        mappings.Replace(await register.MappingsAsync(stop));
        await audit.RecordAsync(
            new(clock.GetUtcNow(), by, "channel.mapped", device, $"channel {channel}: code {was} to {code}"),
            stop
        );
        commands.AskForBirth(device);
        return CommandOutcome.Success;
    }

    /// <summary>
    /// Registers a simulated or replayed device and binds it to a DEMO patient in a bed of the device's name.
    /// </summary>
    public async ValueTask<CommandOutcome> AdmitDemoAsync(DeviceTopic topic, CancellationToken stop)
    {
        if (NeedsCredential(topic.Device))
            return CommandOutcome.Refused(
                $"device {topic.Device} is registered as a real one and needs its own credential"
            );
        if (associations.AssociationOf(topic.Device) is { } occupied && occupied.Device != topic.Device)
            return CommandOutcome.Refused($"bed {topic.Device} is taken by device {occupied.Device}");
        if (!IsRegistered(topic.Device))
            await RegisterAsync(new(topic.Device, "simulated", "", "", Demo: true, clock.GetUtcNow()), "demo", stop);
        if (associations.IsBound(topic.Device))
            return CommandOutcome.Success;
        return await BindAsync(
            new(
                topic.Device,
                topic.Ward,
                topic.Device,
                $"demo-{topic.Device}",
                $"DEMO {topic.Device}",
                Alarms.AgeBand.Adult,
                Demo: true,
                clock.GetUtcNow()
            ),
            "demo",
            stop
        );
    }

    /// <summary>An association for the audit trail.</summary>
    private static string Named(DeviceAssociation? association) =>
        association is null ? "none" : $"device {association.Device}, patient {association.PatientId}";

    /// <summary>A registered device for the audit trail.</summary>
    private static string Named(RegisteredDevice? device) =>
        device is null ? "none" : $"model '{device.Model}', serial '{device.Serial}'";

    private void ShowOut(string device)
    {
        CredentialEnded?.Invoke(device);
        Retired?.Invoke(device);
    }

    private static bool IsLabel(string text, int most) => text.Length <= most && !text.Any(char.IsControl);

    private async ValueTask RegisterAsync(RegisteredDevice device, Actor by, CancellationToken stop)
    {
        var was = _devices.GetValueOrDefault(device.Device);
        await register.RegisterAsync(device, stop);
        _devices[device.Device] = device;
        CredentialEnded?.Invoke(device.Device);
        await audit.RecordAsync(
            new(clock.GetUtcNow(), by, "device.registered", device.Device, $"{Named(was)} to {Named(device)}"),
            stop
        );
    }
}
