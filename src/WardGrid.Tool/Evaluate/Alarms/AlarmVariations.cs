using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Recordings;
using WardGrid.Simulation.Synthesis;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Alarms;

/// <summary>Variations of an alarm: with one channel less, with noise, with a slower or faster heart.</summary>
/// <remarks>
/// For training only. No variation changes whether the alarm is true, so a model learns not to depend on a single
/// channel or on the last digit. No sample at or after the alarm is used. The noise has a fixed seed.
/// </remarks>
public static class AlarmVariations
{
    /// <summary>The heart's speed, 1 as recorded.</summary>
    private static readonly ImmutableArray<double> Speeds = [0.95, 1.05];

    /// <summary>The size of the noise as a share of a channel's usual range.</summary>
    private static readonly ImmutableArray<float> Noises = [0.05f, 0.1f];

    /// <summary>
    /// How much of each noise sample remains in the next: most of the noise is below 20 Hz, as that of movement.
    /// </summary>
    private const float Persistence = 0.7f;

    public static IEnumerable<string> Lines(string folder, IEnumerable<LabelledAlarm> alarms)
    {
        var lines = alarms
            .AsParallel()
            .AsOrdered()
            .SelectMany(alarm =>
                Of(Path.Combine(folder, "training", alarm.Record))
                    .Select(v =>
                        string.Join(',', [alarm.Record, v.Name, .. FeaturesOf(v, alarm).Select(AlarmCsv.Number)])
                    )
            );
        return lines.Prepend(string.Join(',', ["record", "variation", .. AlarmFeatures.Names]));
    }

    private static float[] FeaturesOf(Variation variation, LabelledAlarm alarm)
    {
        var bed = new BedSignals(
            new(
                1,
                "recording",
                alarm.Record,
                [.. variation.Channels.Select((c, i) => c.Declaration with { Index = i })]
            )
        );
        for (var i = 0; i < bed.Channels.Length; i++)
            bed.Channels[i].Window.Append(0, variation.Channels[i].Samples);
        var at = LabelledAlarm.AtSeconds / variation.Speed;
        return AlarmFeatures.Of(
            new(bed, new(alarm.AlarmKind, AlarmPriority.High, AlarmOrigin.Monitor, at, alarm.Kind))
        );
    }

    private static IEnumerable<Variation> Of(string record)
    {
        var all = Channels(RecordingFiles.Read(record));
        ImmutableArray<Channel> leads = [.. all.Where(c => c.Declaration.Kind == SignalKind.Ecg)];
        ImmutableArray<Channel> pulses =
        [
            .. all.Where(c => c.Declaration.Kind is SignalKind.Pleth or SignalKind.ArterialPressure),
        ];
        if (leads.Length > 1)
        {
            for (var i = 0; i < leads.Length; i++)
                yield return new($"without lead {i + 1}", [.. leads.RemoveAt(i), .. pulses]);
        }

        if (pulses.Length > 0)
            yield return new("without pulse", leads);
        if (pulses.Length > 1)
        {
            for (var i = 0; i < pulses.Length; i++)
                yield return new($"without pulse {i + 1}", [.. leads, .. pulses.RemoveAt(i)]);
        }

        foreach (var noise in Noises)
            yield return new(
                $"noise {AlarmCsv.Number(noise)}",
                [.. all.Select((c, i) => c with { Samples = WithNoise(c.Samples, noise, new((ulong)i, 9)) })]
            );
        foreach (var speed in Speeds)
            yield return new(
                $"speed {AlarmCsv.Number((float)speed)}",
                [.. all.Select(c => c with { Declaration = c.Declaration with { Rate = speed * c.Declaration.Rate } })],
                speed
            );
    }

    private static ImmutableArray<Channel> Channels(Recording recording)
    {
        var until = (int)(LabelledAlarm.AtSeconds * recording.Header.Rate);
        return
        [
            .. RecordingChannels
                .Declare(recording.Header)
                .Select((d, i) => new Channel(d, recording.Physical(i)[..until])),
        ];
    }

    private static float[] WithNoise(float[] samples, float share, Pcg32 random)
    {
        var sorted = samples.Where(float.IsFinite).Order().ToArray();
        if (sorted.Length == 0)
            return samples;
        var size = share * (sorted[(int)(0.98 * sorted.Length)] - sorted[(int)(0.02 * sorted.Length)]);
        var (noisy, noise) = (new float[samples.Length], 0f);
        for (var i = 0; i < samples.Length; i++)
        {
            noise = Persistence * noise + 0.5f * random.Gaussian();
            noisy[i] = samples[i] + size * noise;
        }

        return noisy;
    }

    private sealed record Channel(ChannelDeclaration Declaration, float[] Samples);

    private sealed record Variation(string Name, ImmutableArray<Channel> Channels, double Speed = 1);
}
