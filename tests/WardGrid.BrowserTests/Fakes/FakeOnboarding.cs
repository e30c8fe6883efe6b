using System.Collections.Immutable;
using System.Text.RegularExpressions;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;
using WardGrid.Signals.Protocol;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>Onboarding on the register in memory; a bound device's bed is noted, its ward is hand-fed.</summary>
internal sealed partial class FakeOnboarding(InMemoryDeviceRegister devices, TimeProvider clock) : IOnboarding
{
    public ImmutableArray<QuarantinedDevice> Quarantine { get; set; } = [];

    public Dictionary<string, ImmutableArray<RefusedMessage>> Refused { get; } = [];

    public ImmutableArray<RefusedMessage> RefusedOf(string device) => Refused.GetValueOrDefault(device, []);

    public Dictionary<string, ImmutableArray<NotShown>> NotShown { get; } = [];

    public ImmutableArray<NotShown> NotShownOf(string device) => NotShown.GetValueOrDefault(device, []);

    public async ValueTask<Registration> RegisterAsync(
        string device,
        string model,
        string serial,
        Actor by,
        CancellationToken stop
    )
    {
        if (!DeviceName().IsMatch(device))
            return new(device, null, CommandOutcome.Refused("a device's name has letters, digits, - and _ only"));
        await devices.RegisterAsync(new(device, model, serial, "hash", false, clock.GetUtcNow()), stop);
        return new(device, "k7Qm-told-once", CommandOutcome.Success);
    }

    public async ValueTask<CommandOutcome> RetireAsync(string device, Actor by, CancellationToken stop)
    {
        await devices.RetireAsync(device, clock.GetUtcNow(), stop);
        return CommandOutcome.Success;
    }

    public async ValueTask<CommandOutcome> BindAsync(DeviceAssociation association, Actor by, CancellationToken stop)
    {
        await devices.BindAsync(association, stop);
        return CommandOutcome.Success;
    }

    public async ValueTask<CommandOutcome> UnbindAsync(string bed, Actor by, CancellationToken stop)
    {
        await devices.UnbindAsync(bed, clock.GetUtcNow(), stop);
        return CommandOutcome.Success;
    }

    public List<(string Device, string Channel, int Code)> Mapped { get; } = [];

    public ValueTask<CommandOutcome> MapAsync(string device, string channel, int code, Actor by, CancellationToken stop)
    {
        Mapped.Add((device, channel, code));
        return new(CommandOutcome.Success);
    }

    public static RefusedMessage Malformed(DateTimeOffset at) =>
        new(at, MessageKind.Wave, RefusalReason.Malformed, "2 bytes follow the last channel", 402, "5747010000");

    /// <summary>A device that sends something of each kind that is not shown, and a bundle that is refused.</summary>
    public void Confuse(string device, DateTimeOffset at)
    {
        NotShown[device] =
        [
            .. Enum.GetValues<NotShownReason>()
                .Select(reason => new NotShown(KindOf(reason), "X-1", reason, 1200, at, at)),
        ];
        Refused[device] = [Malformed(at)];
    }

    private static NotShownKind KindOf(NotShownReason reason) =>
        reason switch
        {
            NotShownReason.UnknownParameter or NotShownReason.ImplausibleValue => NotShownKind.Parameter,
            NotShownReason.UnknownAlarm => NotShownKind.Alarm,
            _ => NotShownKind.Channel,
        };

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex DeviceName();
}
