using Shouldly;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Courses;

/// <summary>
/// Plain rhythms on clean signals: the number is right, alarms come by their definitions, and no true alarm is refuted.
/// </summary>
public sealed class CourseTests : VerifiedCourses
{
    private static readonly double[] Rates =
    [
        8,
        10,
        12,
        14,
        18,
        25,
        30,
        35,
        38,
        43,
        60,
        75,
        100,
        120,
        150,
        180,
        220,
        250,
        280,
    ];

    public static MatrixTheoryData<Onset, Channels> Kept { get; } =
        new(
            [Onset.Abrupt, Onset.Ramp],
            [Channels.OneLead, Channels.OneLeadAndPulse, Channels.TwoLeads, Channels.TwoLeadsAndPulse]
        );

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task A_regular_rhythm_of_any_rate_shows_its_number_and_raises_and_confirms_its_alarms(
        Onset onset,
        Channels channels
    )
    {
        var courses = Rates.Select(r => new Course(
            r > 150 ? Rhythm.SupraventricularTachycardia(r) : Rhythm.Sinus(r),
            onset,
            channels
        ));
        (await FaultsAsync(courses)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task A_supraventricular_tachycardia_up_to_320_shows_its_number(Onset onset, Channels channels)
    {
        var faults = new List<string>();
        foreach (var rate in new double[] { 290, 295, 300, 305, 310, 320 })
            faults.AddRange(
                await PlayedCourse.NumberFaultsAsync(
                    new(Rhythm.SupraventricularTachycardia(rate), onset, channels),
                    seed: 3
                )
            );
        faults.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Bigeminy_and_trigeminy_at_any_coupling_show_the_rate_of_all_beats_and_raise_no_bradycardia(
        Onset onset,
        Channels channels
    )
    {
        var courses =
            from rate in new double[] { 60, 75, 95 }
            from coupling in new[] { 0, 0.35, 0.45, 0.5, 0.6, 0.7, 0.8 }
            from kind in new[] { RhythmKind.Bigeminy, RhythmKind.Trigeminy }
            where IsExcitable(rate, coupling)
            select new Course(new Rhythm(kind, rate) with { Coupling = coupling }, onset, channels);
        (await FaultsAsync(courses)).ShouldBeEmpty();
    }

    /// <summary>The early beat comes 0.27 to 0.36 s after the one before, on its T wave.</summary>
    [Theory]
    [InlineData(RhythmKind.Bigeminy, 100, 0.6, Onset.FromTheStart)]
    [InlineData(RhythmKind.Bigeminy, 130, 0.6, Onset.Abrupt)]
    [InlineData(RhythmKind.Trigeminy, 100, 0.45, Onset.Abrupt)]
    [InlineData(RhythmKind.Trigeminy, 110, 0.5, Onset.Ramp)]
    public async Task Bigeminy_and_trigeminy_of_a_fast_heart_show_the_rate_of_all_beats(
        RhythmKind kind,
        double rate,
        double coupling,
        Onset onset
    )
    {
        var course = new Course(new(kind, rate) { Coupling = coupling }, onset, Channels.OneLead);
        (await PlayedCourse.NumberFaultsAsync(course, seed: 3)).ShouldBeEmpty();
    }

    /// <summary>No ventricle beats earlier: its effective refractory period at rest is 0.25 s and more.</summary>
    private static bool IsExcitable(double rate, double coupling) =>
        (coupling == 0 ? UsualCoupling : coupling) * 60 / rate > 0.25;

    private const double UsualCoupling = 0.55;

    private async Task<List<string>> FaultsAsync(IEnumerable<Course> courses)
    {
        var faults = new List<string>();
        foreach (var course in courses)
            faults.AddRange(
                (await PlayedCourse.FaultsAsync(course, Verification)).Select(fault => $"{course}: {fault}")
            );
        return faults;
    }
}
