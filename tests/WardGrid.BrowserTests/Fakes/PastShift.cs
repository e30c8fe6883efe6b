using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Trends;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>
/// The minutes of a day that a ward has behind it: numbers that wander, a gap, and one channel of some beds that was
/// poor for a while.
/// </summary>
internal static class PastShift
{
    /// <summary>The hour, counted back from the end, in which no device was heard.</summary>
    public const int SilentHour = 2;

    /// <summary>The minutes of the bed's patient up to <paramref name="end"/>.</summary>
    public static List<MinuteValues> Of(PatientSnapshot bed, DateTimeOffset end, int hours = 24)
    {
        var seed = int.Parse(bed.Bed);
        var last = DateTimeOffset.FromUnixTimeSeconds(end.ToUnixTimeSeconds() / 60 * 60);
        var minutes = new List<MinuteValues>();
        for (var back = 60 * hours; back > 0; back--)
        {
            if ((back - 1) / 60 == SilentHour && seed % 2 == 1)
                continue;
            var wave = MathF.Sin((back + 40 * seed) / 37f) + 0.4f * MathF.Sin(back / 3.3f + seed);
            var vitals = bed.Vitals;
            minutes.Add(
                new(
                    bed.Association.PatientId,
                    bed.Bed,
                    last.AddMinutes(-back),
                    new(
                        vitals.HeartRate.Value + 7 * wave,
                        vitals.PulseRate.Value + 7 * wave,
                        MathF.Min(100, vitals.Spo2.Value + wave),
                        16 + 3 * wave,
                        122 + 9 * wave,
                        72 + 5 * wave,
                        89 + 6 * wave
                    ),
                    [.. bed.Channels.Select((c, i) => Channel(c.Declaration, i, seed, back))]
                )
            );
        }

        return minutes;
    }

    private static MinuteChannel Channel(ChannelDeclaration channel, int index, int seed, int back)
    {
        var poor = (seed % 4, index) switch
        {
            (1, 1) when back is > 60 and < 150 => (Usable: 4, QualityIssues.Flat),
            (2, 2) when back % 90 < 25 => (Usable: 31, QualityIssues.Motion),
            (3, 0) when back is > 300 and < 420 => (Usable: 50, QualityIssues.HighFrequencyNoise),
            (3, 3) when back < 40 => (Usable: 10, QualityIssues.NoBeats),
            _ => (Usable: 60, QualityIssues.None),
        };
        return new(channel.Name, channel.Code, 60, poor.Usable, poor.Item2);
    }
}
