using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Vitals;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>A patient with numbers that a test draws.</summary>
internal static class DrawnPatient
{
    private static readonly string[] Names =
    [
        "A. Okafor",
        "B. Lindqvist",
        "C. Moreau",
        "D. Novák",
        "E. Haddad",
        "F. Yamamoto",
        "G. Silva",
        "H. Brandt",
        "I. Papadopoulou-Lehtonen",
        "J. Weiß",
        "K. Adeyemi",
        "L. Rossi",
        "M. van den Heuvel",
        "N. Kowalska",
        "O. Demir",
        "P. Nguyen",
    ];

    /// <summary>A patient as the ward first shows one.</summary>
    public static PatientSnapshot Newcomer(string bed, int seed, string? patient = null, AgeBand age = AgeBand.Adult) =>
        new(
            new(
                $"monitor-{bed}",
                "north",
                bed,
                $"p-{bed}-{patient}",
                patient ?? Names[seed % Names.Length],
                age,
                true,
                TimeProvider.System.GetUtcNow()
            ),
            1,
            TimeProvider.System.GetUtcNow(),
            true,
            TimeProvider.System.GetUtcNow(),
            TimeSpan.FromMilliseconds(12),
            1,
            "Simulated monitor",
            Channels(1),
            Vitals(Rate(seed), 97 - seed % 4),
            AlarmLimits.For(age),
            [],
            ImmutableDictionary<RefusalReason, long>.Empty
        );

    /// <summary>Heartbeats per minute of a patient.</summary>
    public static int Rate(int seed) => 58 + seed * 17 % 45;

    private static ImmutableArray<ChannelState> Channels(double end) =>
        [
            .. DrawnHeart.Channels.Select(c => new ChannelState(
                c,
                end,
                new((long)end - 1, 0.93f, QualityIssues.None),
                0.98f
            )),
        ];

    private static VitalSigns Vitals(float heart, float saturation) =>
        new(
            new(heart, 1, ReadingSource.Measured),
            new(heart, 1, ReadingSource.Measured),
            new(saturation, 1, ReadingSource.Device),
            new(16, 1, ReadingSource.Measured),
            new(122, 1, ReadingSource.Measured),
            new(72, 1, ReadingSource.Measured),
            new(89, 1, ReadingSource.Measured)
        );

    /// <summary>The same numbers, of another time.</summary>
    public static VitalSigns Aged(VitalSigns v, double at) =>
        new(
            v.HeartRate with
            {
                AtSeconds = at,
            },
            v.PulseRate with
            {
                AtSeconds = at,
            },
            v.Spo2 with
            {
                AtSeconds = at,
            },
            v.RespirationRate with
            {
                AtSeconds = at,
            },
            v.Systolic with
            {
                AtSeconds = at,
            },
            v.Diastolic with
            {
                AtSeconds = at,
            },
            v.Mean with
            {
                AtSeconds = at,
            }
        );
}
