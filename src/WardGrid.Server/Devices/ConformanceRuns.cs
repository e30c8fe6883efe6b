using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Server.Mqtt;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>
/// Runs the conformance tests: listens to a device for the time that a person asked for, and reports.
/// </summary>
/// <remarks>
/// In a cluster each silo listens to a device under test, because its messages can come to any of them, and the report
/// of the silo that heard the most stays. A run that a restart interrupts goes on, and its report says how long it
/// listened.
/// </remarks>
public sealed partial class ConformanceRuns(
    IConformanceRecords records,
    DeviceRegistry registry,
    RefusalLogs refusals,
    ChannelMappings mappings,
    LatestBirths births,
    IWard ward,
    IAuditTrail audit,
    TimeProvider clock,
    ILogger<ConformanceRuns> log
) : BackgroundService, IConformanceTests
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>How long after its end a run waits for what is still on its way.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>How often the runs that other silos began are taken up, in ticks.</summary>
    private const int TakeUpEvery = 5;

    private readonly ConcurrentDictionary<string, Listening> _runs = new();
    private readonly ConcurrentDictionary<string, Connection> _connections = new();
    private bool _failed;

    public async ValueTask<CommandOutcome> StartAsync(string device, TimeSpan length, Actor by, CancellationToken stop)
    {
        if (!registry.IsRegistered(device))
            return CommandOutcome.Refused($"Device {device} is not registered.");
        if (length < Shortest || length > Longest)
            return CommandOutcome.Refused(
                $"A test takes {Shortest.TotalSeconds:0} seconds to {Longest.TotalHours:0} hours."
            );
        var now = clock.GetUtcNow();
        var run = new ConformanceRunRequest($"{Guid.CreateVersion7(now):n}", device, now, length, by.Name);
        if (!_runs.TryAdd(device, Listen(run, now)))
            return CommandOutcome.Refused($"Device {device} is being tested already.");
        try
        {
            await records.BeginAsync(run, stop);
            await audit.RecordAsync(
                new(now, by, "device.tested", device, $"conformance run {run.Id} of {length.TotalSeconds:0} s"),
                stop
            );
            return CommandOutcome.Success;
        }
        catch
        {
            _runs.TryRemove(device, out _);
            throw;
        }
    }

    public ConformanceProgress? Running(string device) =>
        _runs.TryGetValue(device, out var listening) ? listening.Run.Progress(clock.GetUtcNow()) : null;

    /// <summary>Passes a message on to the device's run, if there is one; the alert, if it is one.</summary>
    internal DeviceAlert? Hear(string device, MessageKind kind, ReadOnlySpan<byte> payload, bool guaranteed) =>
        !_runs.IsEmpty && _runs.TryGetValue(device, out var listening)
            ? listening.Run.Hear(kind, payload.ToArray(), guaranteed, clock.GetUtcNow())
            : null;

    /// <summary>Notes when an alert of a device under test has reached the ward's view.</summary>
    internal async ValueTask<Refusal> FollowAsync(string device, DeviceAlert alert, ValueTask<Refusal> accepted)
    {
        var refusal = await accepted.ConfigureAwait(false);
        if (!refusal.IsRefused && _runs.TryGetValue(device, out var listening))
            listening.Run.Shown(alert, clock.GetUtcNow());
        return refusal;
    }

    /// <summary>Notes on which connection a device speaks.</summary>
    internal void Connected(string device, MqttPeer peer)
    {
        var connection = new Connection(peer.ConnectedAt, peer.KeepAliveSeconds);
        var isSame = _connections.TryGetValue(device, out var before) && before == connection;
        _connections[device] = connection;
        if (!isSame && _runs.TryGetValue(device, out var listening))
            listening.Run.Connected(peer.KeepAliveSeconds, isNew: before is not null);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        for (var tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                if (tick % TakeUpEvery == 0)
                    await TakeUpAsync(stoppingToken);
                foreach (var listening in _runs.Values.Where(l => l.Run.Request.End + Grace <= clock.GetUtcNow()))
                    await FinishAsync(listening, stoppingToken);
                _failed = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_failed)
                    LogNotKept(log, e);
                _failed = true;
            }
        }
    }

    /// <summary>Takes up the runs that another silo began, or this server before a restart.</summary>
    private async Task TakeUpAsync(CancellationToken stop)
    {
        foreach (var run in await records.UnfinishedAsync(stop))
            _runs.TryAdd(run.Device, Listen(run, clock.GetUtcNow()));
    }

    private Listening Listen(ConformanceRunRequest run, DateTimeOffset from)
    {
        var device = run.Device;
        var alarms = Snapshot(device)?.Alarms ?? [];
        var open = alarms.Count(a => a.Origin == AlarmOrigin.Monitor && a.EndedAt is null);
        var test = new ConformanceRun(run, from, name => mappings.CodeOf(device, name), open);
        if (births.Of(device) is { } birth)
            test.Know(birth);
        if (_connections.TryGetValue(device, out var connection))
            test.Connected(connection.KeepAliveSeconds, isNew: false);
        return new(test, RefusedOf(device));
    }

    private async Task FinishAsync(Listening listening, CancellationToken stop)
    {
        var request = listening.Run.Request;
        var refused = RefusedOf(request.Device)
            .ToDictionary(r => r.Key, r => r.Value - listening.RefusedBefore.GetValueOrDefault(r.Key));
        var report = listening.Run.Report(refused, Snapshot(request.Device) is not null, request.End);
        await records.FinishAsync(report, stop);
        _runs.TryRemove(request.Device, out _);
        LogFinished(log, request.Device, report.Result);
    }

    private PatientSnapshot? Snapshot(string device) => ward.Beds.FirstOrDefault(b => b.Association.Device == device);

    /// <summary>
    /// Refused messages by reason: those of the endpoint and those of the patient, who may live on another silo.
    /// </summary>
    private ImmutableDictionary<RefusalReason, long> RefusedOf(string device)
    {
        var refused = refusals.Find(device)?.Counts ?? ImmutableDictionary<RefusalReason, long>.Empty;
        foreach (var (reason, count) in Snapshot(device)?.Refused ?? refused)
            refused = refused.SetItem(reason, Math.Max(count, refused.GetValueOrDefault(reason)));
        return refused;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The conformance run of device {Device} ended: {Result}")]
    private static partial void LogFinished(ILogger log, string device, Conformity result);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A conformance run could not be kept; WardGrid tries again each second."
    )]
    private static partial void LogNotKept(ILogger log, Exception e);

    private sealed record Listening(ConformanceRun Run, ImmutableDictionary<RefusalReason, long> RefusedBefore);

    private sealed record Connection(DateTimeOffset At, ushort KeepAliveSeconds);
}
