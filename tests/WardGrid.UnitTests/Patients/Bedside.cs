using System.Buffers;
using System.Buffers.Binary;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;
using WardGrid.Patients.Trends;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>
/// A patient with a device at its bed, a ward that watches and records that remember; all on one clock.
/// </summary>
public sealed class Bedside : IWardObserver
{
    public const string Device = "monitor-1";

    private readonly DateTimeOffset _begin;
    private uint _sequence;
    private long _samples;

    public Bedside(
        PatientState? state = null,
        IAlarmModel? model = null,
        SuppressionModes? modes = null,
        FakeTimeProvider? clock = null,
        RecordsInMemory? records = null,
        VerificationLane? lane = null
    )
    {
        (Clock, Records) = (clock ?? new(Clocks.Morning), records ?? new());
        _begin = Clock.GetUtcNow();
        Dependencies = new(
            Records,
            Records,
            Records,
            model,
            TimeSpan.FromMilliseconds(200),
            modes ?? SuppressionModes.AllShadow,
            this,
            Clock
        )
        {
            Minutes = Minutes,
            ChannelMappings = Mappings,
            AlarmMappings = AlarmCodes,
            Lane = lane ?? new(VerificationLane.UsualWidth),
        };
        Patient = new(
            new(Device, "icu", "bed-1", "p-1", "Ada Example", AgeBand.Adult, false, Clock.GetUtcNow()),
            state,
            Dependencies,
            Refusals
        );
    }

    public FakeTimeProvider Clock { get; }

    public RecordsInMemory Records { get; }

    public TrendQueue Minutes { get; } = new();

    public ChannelMappings Mappings { get; } = new();

    public AlarmMappings AlarmCodes { get; } = new();

    /// <summary>A monitor that a test plays in several stretches.</summary>
    public SimulatedMonitor? Monitor { get; set; }

    public PatientDependencies Dependencies { get; }

    public RefusalLog Refusals { get; } = new();

    public Patient Patient { get; private set; }

    public List<PatientSnapshot> Views { get; } = [];

    public List<byte[]> Waves { get; } = [];

    public PatientSnapshot Bed => Views[^1];

    public uint Epoch { get; private set; } = 1;

    /// <summary>What the ward does when it hears of a change, beside remembering it.</summary>
    public Action<PatientSnapshot>? OnChange { get; set; }

    public Task<Refusal> Birth(uint epoch = 1)
    {
        (Epoch, _sequence, _samples) = (epoch, 0, 0);
        return Send(
            MessageKind.Birth,
            to => DeviceBirthJson.Write(to, new(epoch, "Simulated", "1", SimulatedMonitor.UsualChannels))
        );
    }

    /// <summary>The next bundle of 250 ms: every sample of every channel is its number.</summary>
    /// <param name="after">Milliseconds since the message before.</param>
    public Task<Refusal> Frame(uint? sequence = null, uint? epoch = null, long? start = null, double after = 248)
    {
        var first = start ?? _samples;
        _sequence = sequence ?? _sequence + 1;
        _samples = first + 62;
        Clock.Advance(TimeSpan.FromMilliseconds(after));
        return Send(MessageKind.Wave, to => WriteFrame(to, epoch ?? Epoch, _sequence, first));
    }

    public async Task Frames(int count)
    {
        for (var i = 0; i < count; i++)
            (await Frame()).ThrowIfRefused();
    }

    public Task<Refusal> Alert(
        string id,
        string kind = "VT",
        AlertPhase phase = AlertPhase.Start,
        long? sample = null,
        uint? epoch = null
    ) =>
        Send(
            MessageKind.Alert,
            to => DeviceAlertJson.Write(to, new(epoch ?? Epoch, Micros, id, phase, kind, "high", sample, kind))
        );

    public async Task<Refusal> Send(MessageKind kind, Action<IBufferWriter<byte>> write)
    {
        var payload = new ArrayBufferWriter<byte>();
        write(payload);
        return await Patient.AcceptAsync(kind, payload.WrittenMemory, Clock.GetUtcNow());
    }

    public async Task<Refusal> Send(MessageKind kind, string payload) =>
        await Patient.AcceptAsync(kind, System.Text.Encoding.UTF8.GetBytes(payload), Clock.GetUtcNow());

    public async Task<Refusal> Send(SimulatedMonitor monitor)
    {
        var payload = new ArrayBufferWriter<byte>();
        var kind = monitor.Next(payload);
        return await Patient.AcceptAsync(kind, payload.WrittenMemory, Clock.GetUtcNow());
    }

    /// <summary>Seconds since the beginning.</summary>
    public double Elapsed => (Clock.GetUtcNow() - _begin).TotalSeconds;

    /// <summary>
    /// The monitor's next message, with every sample counter shifted: its device has been running for long.
    /// </summary>
    /// <param name="bits">Width of the device's counters: they begin again at 0 above it.</param>
    public async Task<Refusal> Shifted(SimulatedMonitor monitor, long samples, int bits = 63)
    {
        var payload = new ArrayBufferWriter<byte>();
        var kind = monitor.Next(payload);
        var bytes = payload.WrittenMemory.ToArray();
        if (kind == MessageKind.Wave)
            Shift(bytes, samples, bits);
        return await Patient.AcceptAsync(kind, bytes, Clock.GetUtcNow());
    }

    /// <summary>The monitor's next message, with another birth in place of its own.</summary>
    public async Task<Refusal> Played(SimulatedMonitor monitor, DeviceBirth declared)
    {
        var payload = new ArrayBufferWriter<byte>();
        var kind = monitor.Next(payload);
        if (kind == MessageKind.Birth)
            return await Send(kind, to => DeviceBirthJson.Write(to, declared));
        return await Patient.AcceptAsync(kind, payload.WrittenMemory, Clock.GetUtcNow());
    }

    private static void Shift(byte[] frame, long samples, int bits)
    {
        var at = WaveFrame.HeaderLength;
        for (var channel = 0; channel < frame[20]; channel++)
        {
            // The same seconds on every channel's own rate.
            var shift = (long)(
                samples * SimulatedMonitor.UsualChannels[frame[at]].Rate / SimulatedMonitor.UsualChannels[0].Rate
            );
            var start = BinaryPrimitives.ReadInt64LittleEndian(frame.AsSpan(at + 4));
            BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(at + 4), (start + shift) & ((1L << bits) - 1));
            at += WaveFrame.ChannelHeaderLength + (2 * BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(at + 2)));
        }
    }

    /// <summary>
    /// The patient's next life begins, with what the one that ends hands over of the device's stream or without it.
    /// </summary>
    public void BeginNextLife(bool goesOn) =>
        Patient = new(Patient.Association, Patient.State, Dependencies, Refusals, goesOn ? Patient.StreamState : null);

    /// <summary>Time passes without any message.</summary>
    public async Task Silence(double seconds)
    {
        for (var step = 0; step < seconds * 4; step++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(250));
            await Patient.PassTimeAsync();
        }
    }

    /// <summary>A turn without a message that waits for a verdict as long as a turn may.</summary>
    public async Task PatientTurn()
    {
        var turn = Patient.PassTimeAsync().AsTask();
        Clock.Advance(PatientVerifications.TurnWait);
        await turn;
    }

    /// <summary>The records take what the patient has handed over, and the patient learns of it.</summary>
    public async Task Settle()
    {
        await Patient.PassTimeAsync();
        var settled = Patient.Settled;
        await Eventually.UntilAsync(
            () => settled.IsCompleted,
            async () =>
            {
                // What failed is tried again after a pause, and this clock stands still; while a batch is being
                // written, no time passes.
                if (Patient.RecordFailure is not null && Patient.Settled.IsCompleted)
                    Clock.Advance(TimeSpan.FromSeconds(1));
                await Patient.PassTimeAsync();
            }
        );
        await Patient.PassTimeAsync();
    }

    /// <summary>
    /// Time passes, second by second, until records that failed have taken everything; at most two
    /// of the longest pauses.
    /// </summary>
    public async Task Recover()
    {
        for (var second = 0; second < 120 && !Patient.State.Unrecorded.IsEmpty; second++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Settle();
        }
    }

    public long Micros => (Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;

    public void Changed(PatientSnapshot bed)
    {
        Views.Add(bed);
        OnChange?.Invoke(bed);
    }

    public void Gone(string bed) { }

    public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame) => Waves.Add(frame.ToArray());

    private void WriteFrame(IBufferWriter<byte> to, uint epoch, uint sequence, long first)
    {
        WaveFrameWriter.WriteHeader(to, epoch, sequence, Micros - 248_000, 2);
        Span<short> samples = stackalloc short[62];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (short)((first + i) % 1000);
        WaveFrameWriter.WriteChannel(to, 0, first, samples);
        WaveFrameWriter.WriteChannel(to, 1, first, samples);
    }
}

public static class Refusals
{
    public static void ThrowIfRefused(this Refusal refusal)
    {
        if (refusal.IsRefused)
            throw new InvalidOperationException($"{refusal.Reason}: {refusal.Detail}");
    }
}
