using Shouldly;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Courses;

/// <summary>
/// No true alarm on clean signals is refuted, however soon after its onset it is told and however slow or fast the
/// heart is.
/// </summary>
public sealed class ToldAlarmTests : VerifiedCourses
{
    public static MatrixTheoryData<Onset, Channels> Beds { get; } =
        new([Onset.Abrupt, Onset.FromTheStart], [Channels.OneLead, Channels.TwoLeadsAndPulse]);

    public static MatrixTheoryData<Onset, Channels> BedsWithPulse { get; } =
        new([Onset.Abrupt, Onset.FromTheStart], [Channels.OneLeadAndPulse, Channels.TwoLeadsAndPulse]);

    [Theory]
    [MemberData(nameof(BedsWithPulse))]
    public Task Bradycardia_and_asystole(Onset onset, Channels channels) =>
        NoneIsRefutedAsync(
            new double[] { 8, 10, 14 }
                .Select(Rhythm.Sinus)
                .Append(Rhythm.Asystole),
            onset,
            channels,
            seed: 7
        );

    [Theory]
    [MemberData(nameof(Beds))]
    public Task Narrow_tachycardia_also_beyond_the_rate_that_a_detector_can_count(Onset onset, Channels channels) =>
        NoneIsRefutedAsync(
            new double[] { 220, 304, 313, 340 }.Select(Rhythm.SupraventricularTachycardia),
            onset,
            channels
        );

    [Theory]
    [MemberData(nameof(Beds))]
    public Task Ventricular_tachycardia_and_flutter(Onset onset, Channels channels) =>
        NoneIsRefutedAsync(new double[] { 160, 220, 250, 300 }.Select(Rhythm.VentricularTachycardia), onset, channels);

    /// <summary>After 40 s the lead's usual beats are those of the tachycardia.</summary>
    [Theory]
    [MemberData(nameof(Beds))]
    public Task Ventricular_tachycardia_that_has_lasted(Onset onset, Channels channels) =>
        NoneIsRefutedAsync(
            new double[] { 112, 126, 140, 200 }.Select(Rhythm.VentricularTachycardia),
            onset,
            channels,
            later: 40
        );

    /// <summary>
    /// While half of the minute is the tachycardia's, its beats and those before it do not resemble each other.
    /// </summary>
    [Fact]
    public Task Ventricular_tachycardia_that_fills_half_of_the_minute() =>
        NoneIsRefutedAsync([Rhythm.VentricularTachycardia(114)], Onset.Abrupt, Channels.OneLeadAndPulse, later: 25);

    /// <summary>At 100 per minute the last own beat is hardly over when five beats of a flutter have gone by.</summary>
    [Theory]
    [InlineData(Channels.OneLead)]
    [InlineData(Channels.TwoLeadsAndPulse)]
    public Task Flutter_in_its_first_second_after_a_fast_rhythm(Channels channels) =>
        NoneIsRefutedAsync(
            new double[] { 300, 320 }.Select(Rhythm.VentricularTachycardia),
            Onset.Abrupt,
            channels,
            before: 100
        );

    /// <summary>A flutter is what the alarm says, whether the heart still pumps or not.</summary>
    [Fact]
    public Task Fibrillation_in_a_flutter_that_has_a_pulse() =>
        NoneIsRefutedAsync(
            [Rhythm.VentricularTachycardia(250)],
            Onset.Abrupt,
            Channels.TwoLeadsAndPulse,
            later: 54,
            before: 100
        );

    [Theory]
    [MemberData(nameof(Beds))]
    public Task Polymorphic_ventricular_tachycardia_and_fibrillation(Onset onset, Channels channels) =>
        NoneIsRefutedAsync(
            new double[] { 220, 260 }
                .Select(Rhythm.PolymorphicVentricularTachycardia)
                .Append(Rhythm.VentricularFibrillation),
            onset,
            channels
        );

    private async Task NoneIsRefutedAsync(
        IEnumerable<Rhythm> rhythms,
        Onset onset,
        Channels channels,
        ulong seed = 3,
        double later = 0,
        double before = 75
    )
    {
        var refuted = new List<string>();
        foreach (var rhythm in rhythms)
        {
            var told = new ToldCourse(new(rhythm, onset, channels) { Before = before }, Verification, later);
            refuted.AddRange(await told.RefutedAsync(seed));
            told.Told.ShouldBeGreaterThan(0, rhythm.ToString());
        }

        refuted.ShouldBeEmpty();
    }
}
