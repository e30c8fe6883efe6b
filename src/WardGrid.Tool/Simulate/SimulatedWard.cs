using System.Collections.Immutable;
using MQTTnet.Protocol;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;
using WardGrid.Simulation.Synthesis;
using WardGrid.Tool.Bedside;

namespace WardGrid.Tool.Simulate;

/// <summary>Many simulated monitors that send over MQTT.</summary>
public sealed class SimulatedWard : IAsyncDisposable
{
    /// <summary>
    /// Each bed enters its scenario this share of a round after the bed before it: the golden section, which spreads
    /// any number of beds evenly.
    /// </summary>
    private const double Entry = 0.618034;

    private readonly ulong _seed;
    private readonly bool _isMixed;
    private readonly ImmutableArray<Scenario> _scenarios;
    private readonly TimeProvider _clock;
    private readonly DeviceFault? _fault;

    /// <param name="scenario">The scenario of all beds; null: those of the demonstration ward in turn.</param>
    /// <param name="nameOf">The name of each device, by its number from 1.</param>
    /// <param name="fault">A fault that every monitor has; null for none.</param>
    public SimulatedWard(
        int beds,
        MqttConnectionOptions mqtt,
        ulong seed,
        string? scenario,
        string ward,
        Func<int, string> nameOf,
        MqttQualityOfServiceLevel waves,
        TimeProvider clock,
        DeviceFault? fault = null
    )
    {
        (_seed, _clock, _isMixed, _fault) = (seed, clock, scenario is null, fault);
        _scenarios = scenario is null ? Scenarios.Ward : [.. Scenarios.Named.Where(s => s.Name == scenario)];
        var epoch = DeviceClock.Epoch(clock);
        Devices =
        [
            .. Enumerable
                .Range(1, beds)
                .Select(bed => new BedsideDevice(mqtt, "demo", ward, nameOf(bed), BirthOf(epoch, nameOf(bed)), waves)),
        ];
        Round = new(Devices);
    }

    public ImmutableArray<BedsideDevice> Devices { get; }

    public BedsideRound Round { get; }

    /// <summary>
    /// Plays from now on. The monitors' bundles are spread over the quarter of a second, as on a real ward.
    /// </summary>
    public Task PlayAsync(Action<double>? moved, CancellationToken stop)
    {
        var starts = Devices.Select((_, i) => SimulatedMonitor.BundleSeconds * i / Devices.Length).ToArray();
        var now = DeviceClock.Micros(_clock);
        for (var i = 0; i < Devices.Length; i++)
        {
            var start = now + (long)(starts[i] * 1_000_000);
            Devices[i].Play(MonitorOf(i, start));
        }

        return Round.PlayAsync(starts, moved, stop);
    }

    private DeviceBirth BirthOf(uint epoch, string name) =>
        _fault is { } fault
            ? FaultyMonitor.BirthOf(GoodBirth(epoch, name), fault)
            : new(epoch, "WardGrid simulator", name, SimulatedMonitor.UsualChannels);

    private static DeviceBirth GoodBirth(uint epoch, string name) =>
        new(epoch, "WardGrid simulator", name, FaultyMonitor.Channels);

    private IBedsideMonitor MonitorOf(int device, long start)
    {
        var birth = Devices[device].Birth;
        var seed = _seed + (ulong)device;
        if (_fault is not { } fault)
            return new SimulatedMonitor(seed, ScenarioOf(device), birth, start);
        var good = new SimulatedMonitor(seed, ScenarioOf(device), GoodBirth(birth.Epoch, birth.Serial), start);
        return new FaultyMonitor(good, fault, start);
    }

    /// <summary>
    /// The patients of a ward do not have the same event in the same second, so scenarios begin at different times. A
    /// scenario that was chosen plays from its beginning.
    /// </summary>
    private Scenario ScenarioOf(int device)
    {
        var scenario = _scenarios[device % _scenarios.Length];
        return _isMixed ? scenario.EnteredAt(device * Entry * (scenario.Length ?? 0)) : scenario;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(Devices.Select(d => d.DisposeAsync().AsTask()));
}
