using Shouldly;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Courses;

/// <summary>The heart rate while the ventricle beats fast for itself: the number is right, or there is none.</summary>
/// <remarks>
/// Half of the rate of a ventricular tachycardia would be the number of a calm heart.
/// </remarks>
public class VentricularRateTests
{
    private static readonly ulong[] Seeds = [1, 2, 3, 4, 5];

    public static MatrixTheoryData<Onset, Channels> Kept { get; } =
        new([Onset.Abrupt, Onset.Ramp], [Channels.OneLead, Channels.TwoLeads, Channels.TwoLeadsAndPulse]);

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Ventricular_tachycardia_up_to_250_shows_its_rate(Onset onset, Channels channels) =>
        (await FaultsAsync([150, 165, 180, 200, 210, 220, 230, 240, 250], onset, channels)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Flutter_from_250_to_320_shows_its_rate_or_none(Onset onset, Channels channels) =>
        (await FaultsAsync([260, 270, 280, 290, 300, 310, 320], onset, channels)).ShouldBeEmpty();

    [Theory]
    [InlineData(Channels.OneLead)]
    [InlineData(Channels.TwoLeads)]
    [InlineData(Channels.TwoLeadsAndPulse)]
    public async Task Ventricular_fibrillation_shows_no_rate(Channels channels) =>
        (await FaultsAsync([new(Rhythm.VentricularFibrillation, Onset.Abrupt, channels)])).ShouldBeEmpty();

    private static Task<List<string>> FaultsAsync(double[] rates, Onset onset, Channels channels) =>
        FaultsAsync(rates.Select(r => new Course(Rhythm.VentricularTachycardia(r), onset, channels)));

    private static async Task<List<string>> FaultsAsync(IEnumerable<Course> courses)
    {
        var faults = new List<string>();
        foreach (var course in courses)
        {
            foreach (var seed in Seeds)
                faults.AddRange(
                    (await PlayedCourse.NumberFaultsAsync(course, seed)).Select(fault =>
                        $"{course}, seed {seed}: {fault}"
                    )
                );
        }

        return faults;
    }
}
