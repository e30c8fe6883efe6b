using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Verification;

/// <summary>
/// A simulated patient's channels up to an alarm, that can be changed as a bedside changes them
/// before WardGrid sees them.
/// </summary>
internal sealed record BedBeforeAlarm(
    AlarmKind Kind,
    double AtSeconds,
    ImmutableArray<(ChannelDeclaration Declaration, short[] Samples)> Channels
)
{
    public const double Onset = 80;

    public static BedBeforeAlarm Simulated(
        ulong seed,
        AlarmKind kind,
        double after,
        Rhythm rhythm,
        params ImmutableArray<Disturbance> disturbances
    )
    {
        var scenario = new Scenario("test", [new(0, Rhythm.Sinus()), new(Onset, rhythm, disturbances)]);
        var patient = new SimulatedPatient(seed, scenario, SimulatedMonitor.UsualChannels);
        var seconds = (int)Math.Ceiling(Onset + after) + 2;
        var samples = SimulatedMonitor.UsualChannels.Select(c => new short[(int)(seconds * c.Rate)]).ToArray();
        var block = new float[512];
        // Half seconds of an even number of samples, so that 62.5 Hz meets whole samples too.
        for (var second = 0; second < seconds; second += 2)
        {
            for (var part = 0; part < 2; part++)
            {
                patient.Advance(second + part + 1);
                for (var i = 0; i < samples.Length; i++)
                {
                    var channel = SimulatedMonitor.UsualChannels[i];
                    var (first, end) = (
                        (int)((second + part) * channel.Rate),
                        Math.Min(samples[i].Length, (int)((second + part + 1) * channel.Rate))
                    );
                    patient.Render(i, first, block.AsSpan(0, Math.Max(0, end - first)));
                    for (var n = first; n < end; n++)
                        samples[i][n] = (short)
                            Math.Clamp(
                                MathF.Round(block[n - first] * (float)channel.Gain + (float)channel.Offset),
                                -short.MaxValue,
                                short.MaxValue
                            );
                }
            }
        }

        return new(kind, Onset + after, [.. SimulatedMonitor.UsualChannels.Zip(samples)]);
    }

    public AlarmCandidate Candidate => new(Kind, AlarmPriority.High, AlarmOrigin.Monitor, AtSeconds, "test");

    public BedBeforeAlarm Scaled(double factor) =>
        this with
        {
            Channels =
            [
                .. Channels.Select(c =>
                    c.Declaration.Kind == SignalKind.ArterialPressure
                        ? c
                        : (c.Declaration with { Gain = c.Declaration.Gain / factor }, c.Samples)
                ),
            ],
        };

    public BedBeforeAlarm LeadsSwapped() => this with { Channels = [Channels[1], Channels[0], .. Channels[2..]] };

    public BedBeforeAlarm Without(SignalKind kind) =>
        this with
        {
            Channels = [.. Channels.Where(c => c.Declaration.Kind != kind)],
        };

    public BedBeforeAlarm WithoutChannel(int place) => this with { Channels = Channels.RemoveAt(place) };

    /// <summary>
    /// Every channel from some seconds before the alarm on: a still line, a missing signal or a railed one.
    /// </summary>
    public BedBeforeAlarm Replaced(short value, double secondsBefore) =>
        Changed((c, n, old) => n >= (AtSeconds - secondsBefore) * c.Rate ? value : old);

    /// <summary>The monitor says the same, one ECG sample later.</summary>
    public BedBeforeAlarm OneSampleLater() => this with { AtSeconds = AtSeconds + 1 / Channels[0].Declaration.Rate };

    public BedBeforeAlarm Noisy(double millivolts)
    {
        var random = new Pcg32(11, 3);
        return Changed(
            (c, _, old) =>
                c.Kind == SignalKind.Ecg
                    ? (short)Math.Clamp(old + random.Gaussian() * millivolts * c.Gain, -32767, 32767)
                    : old
        );
    }

    public AlarmEvidence Gather(bool untilTheAlarm = true, OperatingPoints? points = null) =>
        AlarmEvidence.Gather(Signals(untilTheAlarm), Candidate, points);

    /// <summary>The bed as the live server holds it at the alarm.</summary>
    public BedSignals Signals(bool untilTheAlarm = true)
    {
        var signals = new BedSignals(new(1, "test", "1", [.. Channels.Select(c => c.Declaration)]));
        var bytes = new ArrayBufferWriter<byte>();
        for (var bundle = 0; bundle * 0.5 < AtSeconds + (untilTheAlarm ? 0 : 1); bundle++)
        {
            bytes.ResetWrittenCount();
            WaveFrameWriter.WriteHeader(bytes, 1, (uint)bundle, 0, Channels.Length);
            foreach (var (channel, samples) in Channels)
            {
                var last = untilTheAlarm ? (int)Math.Ceiling(AtSeconds * channel.Rate - 1e-6) : samples.Length;
                var (from, to) = (
                    (int)(bundle * 0.5 * channel.Rate),
                    Math.Min(last, (int)((bundle + 1) * 0.5 * channel.Rate))
                );
                WaveFrameWriter.WriteChannel(bytes, channel.Index, from, samples.AsSpan(from, Math.Max(0, to - from)));
            }

            WaveFrame.TryRead(bytes.WrittenSpan, out var frame);
            signals.Accept(frame);
        }

        return signals;
    }

    public AlarmDecision Decide(ModelScore? score = null, OperatingPoints? points = null) =>
        AlarmDecider.Decide(Candidate, Gather(points: points), score);

    private BedBeforeAlarm Changed(Func<ChannelDeclaration, int, short, short> change) =>
        this with
        {
            Channels =
            [
                .. Channels.Select(c =>
                    (c.Declaration, c.Samples.Select((old, n) => change(c.Declaration, n, old)).ToArray())
                ),
            ],
        };
}
