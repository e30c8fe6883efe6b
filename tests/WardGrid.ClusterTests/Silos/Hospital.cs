using System.Buffers;
using System.Diagnostics;
using MQTTnet;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Records;
using WardGrid.Server.Api;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;
using WardGrid.Tool.Simulate;
using WardGrid.UnitTests.Mqtt;

namespace WardGrid.ClusterTests.Silos;

/// <summary>Silos of one hospital, its database, its broker, and simulated monitors that send to that broker.</summary>
public sealed class Hospital : IAsyncDisposable
{
    private readonly MosquittoBroker _broker;
    private readonly SimulatedWard _ward;
    private readonly CancellationTokenSource _end = new();
    private Task _playing = Task.CompletedTask;

    private readonly SeparateNetworks? _networks;

    private Hospital(string database, int beds, MosquittoBroker broker, SeparateNetworks? networks)
    {
        (Database, Beds, _broker, _networks) = (database, beds, broker, networks);
        _ward = new(
            beds,
            new()
            {
                Host = broker.Host,
                Port = broker.Port,
                UserName = "demo",
                Password = "",
            },
            seed: 1,
            null,
            "icu",
            bed => $"bed-{bed}",
            MqttQualityOfServiceLevel.AtMostOnce,
            TimeProvider.System
        );
    }

    public string Database { get; }

    public int Beds { get; }

    public List<SiloProcess> Silos { get; } = [];

    /// <summary>Starts everything and waits until every silo shows every bed alive.</summary>
    /// <param name="networks">One for each silo; null where all are on loopback.</param>
    /// <param name="program">Another version of the program for these silos; null for this one.</param>
    public static async Task<Hospital> OpenAsync(
        string database,
        int silos,
        int beds,
        CancellationToken stop,
        SeparateNetworks? networks = null,
        string? program = null
    )
    {
        var hospital = new Hospital(
            database,
            beds,
            await MosquittoBroker.StartAsync(networks?.Host ?? "127.0.0.1"),
            networks
        );
        try
        {
            await hospital.RegisterAsync(stop);
            for (var i = 0; i < silos; i++)
                hospital.AddSilo(program);
            foreach (var silo in hospital.Silos)
            {
                await Hospital.UntilAsync(silo, () => silo.SaysYesAsync("/readyz", stop), stop);
                await silo.SignInAsync(stop);
            }

            await hospital._ward.Round.ConnectAsync(() => { }, stop);
            hospital._playing = Task.Run(
                () => hospital._ward.PlayAsync(null, hospital._end.Token),
                CancellationToken.None
            );
            foreach (var silo in hospital.Silos)
                await Hospital.UntilAsync(
                    silo,
                    async () =>
                        await silo.WardAsync(stop) is var ward
                        && ward.Length == beds
                        && ward.All(b => b is { Connected: true, FramesAccepted: > 8 }),
                    stop
                );
            return hospital;
        }
        catch
        {
            await hospital.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Lets the monitor of each of these beds raise an alarm of this name, guaranteed by the broker,
    /// whoever consumes it.
    /// </summary>
    public async Task AlertAsync(string name, IEnumerable<int> beds, CancellationToken stop, TimeSpan between = default)
    {
        await using var client = new ReconnectingMqttClient(
            new()
            {
                Host = _broker.Host,
                Port = _broker.Port,
                ClientId = $"by-hand-{name}",
            }
        );
        await client.ConnectAsync(stop);
        foreach (var bed in beds)
        {
            var alert = new ArrayBufferWriter<byte>();
            DeviceAlertJson.Write(
                alert,
                new(
                    _ward.Devices[bed - 1].Birth.Epoch,
                    TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000,
                    name,
                    AlertPhase.Start,
                    "VT",
                    "high",
                    null,
                    "VT"
                )
            );
            var topic = new DeviceTopic("demo", "icu", $"bed-{bed}", MessageKind.Alert).ToString();
            var answer = await client.PublishAsync(
                topic,
                alert.WrittenMemory,
                MqttQualityOfServiceLevel.AtLeastOnce,
                retain: false,
                stop
            );
            (answer >= MqttClientPublishReasonCode.UnspecifiedError).ShouldBeFalse();
            await Task.Delay(between, stop);
        }
    }

    /// <summary>The alarms of this name, as one silo reads them in the book.</summary>
    public static async Task<AlarmView[]> AlarmsAsync(SiloProcess at, string name, CancellationToken stop) =>
        [.. (await at.AlarmsAsync(stop)).Where(a => a.Id.Contains($".{name}", StringComparison.Ordinal))];

    public async Task<SiloProcess> AddSiloAsync(CancellationToken stop)
    {
        AddSilo();
        await UntilAsync(Silos[^1], () => Silos[^1].SaysYesAsync("/readyz", stop), stop);
        await Silos[^1].SignInAsync(stop);
        return Silos[^1];
    }

    /// <summary>
    /// Seconds from a moment until a silo has seen a newer frame of every bed; asked of the silo's own ward.
    /// </summary>
    public async Task<double> AllAliveAfterAsync(SiloProcess seenAt, DateTimeOffset moment, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        await UntilAsync(
            seenAt,
            async () =>
                await seenAt.WardAsync(stop) is var ward
                && ward.Length == Beds
                && ward.All(b => b.Connected && b.LastFrameAt > moment),
            stop
        );
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Asks until it is so; fails with what the silo said.</summary>
    public static async Task UntilAsync(SiloProcess silo, Func<Task<bool>> awaited, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        while (!await awaited())
        {
            if (silo.HasEnded || watch.Elapsed > TimeSpan.FromSeconds(90))
            {
                var ward = silo.HasEnded ? [] : await silo.WardAsync(stop);
                var dark = ward.Where(b => !b.Connected).Select(b => b.Bed).ToArray();
                Assert.Fail(
                    $"It never came: {ward.Length} beds, {dark.Length} of them dark "
                        + $"({string.Join(' ', dark.Take(5))}). The silo said:{Environment.NewLine}{silo.Said}"
                );
            }

            await Task.Delay(50, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _playing;
        await _ward.DisposeAsync();
        foreach (var silo in Silos)
            await silo.DisposeAsync();
        await _broker.DisposeAsync();
        _end.Dispose();
    }

    private void AddSilo(string? program = null) =>
        Silos.Add(
            new(
                Database,
                $"mqtt://{_broker.Host}:{_broker.Port}",
                _networks?.AddressOf(Silos.Count) ?? "127.0.0.1",
                _networks?.NameOf(Silos.Count),
                program
            )
        );

    private async Task RegisterAsync(CancellationToken stop)
    {
        await using var store = await RecordStore.OpenAsync(Database, TimeProvider.System, stop);
        var now = TimeProvider.System.GetUtcNow();
        for (var bed = 1; bed <= Beds; bed++)
        {
            await store.Devices.RegisterAsync(new($"bed-{bed}", "simulated", $"{bed}", "none", true, now), stop);
            await store.Devices.BindAsync(
                new($"bed-{bed}", "icu", $"bed-{bed}", $"p-{bed}", $"Patient {bed}", AgeBand.Adult, true, now),
                stop
            );
        }
    }
}
