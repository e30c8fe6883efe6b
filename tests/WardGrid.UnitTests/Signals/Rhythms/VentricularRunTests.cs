using Shouldly;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Rhythm;
using WardGrid.Signals.Windows;

namespace WardGrid.UnitTests.Signals.Rhythms;

public class VentricularRunTests
{
    [Theory]
    [InlineData("UUVVVVVUU", 0.4, 5, true)]
    [InlineData("UUVVVVUVV", 0.4, 4, false)]
    [InlineData("UUVVVVVUU", 0.7, 5, false)]
    [InlineData("UUUU", 0.4, 0, false)]
    public void Five_ventricular_beats_in_a_row_above_100_are_tachycardia(
        string beats,
        double interval,
        int longest,
        bool tachycardia
    )
    {
        var run = VentricularRun.Worst(Beats(beats, _ => interval), 0, 100);

        run.Beats.ShouldBe(longest);
        run.IsTachycardia.ShouldBe(tachycardia);
    }

    [Fact]
    public void A_run_that_begins_slowly_and_becomes_fast_is_found()
    {
        var run = VentricularRun.Worst(Beats("VVVVVVVVVVVV", i => i < 6 ? 0.8 : 0.35), 0, 100);

        run.IsTachycardia.ShouldBeTrue();
        run.Beats.ShouldBe(12);
    }

    [Fact]
    public void A_gap_ends_a_run()
    {
        VentricularRun.Worst(Beats("VVVVVVV", i => i == 4 ? double.NaN : 0.4), 0, 100).Beats.ShouldBe(4);
    }

    private static RingBuffer<Beat> Beats(string kinds, Func<int, double> interval)
    {
        var log = new RingBuffer<Beat>(64);
        var at = 0.0;
        for (var i = 0; i < kinds.Length; i++)
        {
            at += double.IsNaN(interval(i)) ? 1 : interval(i);
            log.Add(
                new(
                    (long)(at * 250),
                    at,
                    (float)interval(i),
                    1,
                    0.1f,
                    1,
                    kinds[i] == 'V' ? BeatClass.Ventricular : BeatClass.Usual
                )
            );
        }

        return log;
    }
}
