using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Verification;

/// <summary>Alarms soon after the onset of fibrillation, when most of the minute is still the rhythm before.</summary>
public class EarlyFibrillationTests
{
    private static readonly int MoreChange = AlarmFeatures.Names.IndexOf("rhythm.newest.moreChange");

    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    [InlineData(3ul)]
    public void The_newest_beats_change_more_than_the_ones_before_only_after_an_onset(ulong seed)
    {
        Of(seed, Rhythm.AtrialFibrillation()).ShouldBeGreaterThan(0.05f);
        Of(seed, Rhythm.Sinus()).ShouldBeLessThan(0.05f);
    }

    private static float Of(ulong seed, Rhythm rhythm) =>
        BedBeforeAlarm.Simulated(seed, AlarmKind.AtrialFibrillation, after: 14, rhythm).Gather().Features.Span[
            MoreChange
        ];
}
