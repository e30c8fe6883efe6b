using System.Collections.Immutable;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;
using static WardGrid.UnitTests.Alarms.WatchedBed;

namespace WardGrid.UnitTests.Alarms;

/// <summary>A ventricular tachycardia that lasts is no fibrillation, until it becomes one.</summary>
public class LastingTachycardiaTests
{
    private const double Onset = 60;

    private static readonly ulong[] Seeds = [1, 2, 3];

    private static readonly ImmutableArray<ChannelDeclaration> OneLead = [SimulatedMonitor.UsualChannels[0]];

    [Theory]
    [InlineData(160)]
    [InlineData(180)]
    [InlineData(200)]
    [InlineData(220)]
    public void It_raises_no_fibrillation_once_it_is_known(double rate)
    {
        foreach (var seed in Seeds)
        {
            var changes = Watch(
                seed,
                [new(0, Rhythm.Sinus()), new(Onset, Rhythm.VentricularTachycardia(rate))],
                Onset + 60,
                OneLead
            );

            changes.ShouldContain(
                c => c.Started && c.Kind == AlarmKind.VentricularTachycardia,
                $"seed {seed}: {Words(changes)}"
            );
            // In its first seconds its waves may look like flutter.
            changes.ShouldNotContain(
                c => c.Kind == AlarmKind.VentricularFibrillation && c.Started && c.AtSeconds > Onset + 10,
                $"seed {seed}: {Words(changes)}"
            );
        }
    }

    [Theory]
    [InlineData(160)]
    [InlineData(180)]
    [InlineData(200)]
    [InlineData(220)]
    public void Fibrillation_that_follows_it_is_an_alarm_within_ten_seconds(double rate)
    {
        const double end = Onset + 30;
        foreach (var seed in Seeds)
        {
            var changes = Watch(
                seed,
                [
                    new(0, Rhythm.Sinus()),
                    new(Onset, Rhythm.VentricularTachycardia(rate)),
                    new(end, Rhythm.VentricularFibrillation),
                ],
                end + 30,
                OneLead
            );

            var newest = changes.LastOrDefault(c => c.Kind == AlarmKind.VentricularFibrillation);
            newest
                .ShouldNotBeNull($"seed {seed}: {Words(changes)}")
                .Started.ShouldBeTrue($"seed {seed}: {Words(changes)}");
            newest.AtSeconds.ShouldBeLessThan(end + 10, $"seed {seed}: {Words(changes)}");
        }
    }
}
