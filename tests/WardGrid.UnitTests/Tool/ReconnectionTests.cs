using System.Collections.Immutable;
using Shouldly;
using WardGrid.Signals.Identity;
using WardGrid.Tool.Evaluate.Identity;

namespace WardGrid.UnitTests.Tool;

/// <summary>Which pieces of recordings are joined, and which margins are chosen from them.</summary>
public class ReconnectionTests
{
    private const double Rate = 0.3;

    [Fact]
    public void Pieces_of_one_patient_are_the_same_and_those_of_two_are_a_swap()
    {
        var joined = Reconnection.Of([.. Patients(10)]);

        joined.Count(r => !r.IsSwap).ShouldBe(10, "each recording has one pair of pieces");
        joined.Where(r => r.IsSwap).ShouldNotBeEmpty();
        joined.Where(r => r.IsSwap).ShouldAllBe(r => r.Changes!.Value.Rate > 0);
        joined.Where(r => !r.IsSwap).ShouldAllBe(r => r.Changes!.Value.Rate == 0);
    }

    [Fact]
    public void No_swap_joins_patients_of_two_folds_or_two_sets_of_leads_or_one_patient_twice()
    {
        // One patient in each fold: nobody is left to be exchanged with.
        Reconnection.Of([.. Patients(Reconnection.Folds)]).ShouldAllBe(r => !r.IsSwap);

        Reconnection.Of([Pieces("a", 1, "II"), Pieces("a", 2, "II")]).ShouldAllBe(r => !r.IsSwap);
        var others = Patients(10).Select((p, i) => i < 5 ? p : Pieces($"p{i}", 1, "V"));
        Reconnection.Of([.. others]).ShouldAllBe(r => !r.IsSwap);
    }

    [Fact]
    public void Habits_that_cannot_be_told_raise_no_question()
    {
        var margins = new HabitMargins(0.1, 0.1, 0.1, 0.1, HabitMargins.LeastTogether);

        MarginChoice.Asks(margins, new(0, IsSwap: true, null)).ShouldBeFalse();
        MarginChoice.Asks(margins, new(0, IsSwap: true, new(1, 1, 1, 1))).ShouldBeTrue();
    }

    [Fact]
    public void The_chosen_margins_find_the_swaps_and_keep_to_the_false_questions_allowed()
    {
        var same = Enumerable
            .Range(0, 100)
            .Select(i => new Reconnection(0, IsSwap: false, new(i * 0.004, 0.02, 0.1, double.NaN)));
        var swaps = Enumerable.Range(0, 50).Select(_ => new Reconnection(0, IsSwap: true, new(Rate, 0.5, 0.6, 2)));

        var margins = MarginChoice.From([.. same, .. swaps], mostFalse: 0.02);

        same.Count(s => MarginChoice.Asks(margins, s)).ShouldBeLessThanOrEqualTo(2);
        swaps.ShouldAllBe(s => MarginChoice.Asks(margins, s));
    }

    private static IEnumerable<ImmutableArray<HeardPiece>> Patients(int count) =>
        Enumerable.Range(0, count).Select(i => Pieces($"p{i}", 0.5f + i * 0.05f, "II"));

    /// <summary>Two pieces of one recording.</summary>
    private static ImmutableArray<HeardPiece> Pieces(string patient, float interval, string leads)
    {
        var wave = Enumerable.Range(0, 162).Select(i => MathF.Sin(i * 0.1f)).ToArray();
        var habits = new PatientHabits(interval, [new(leads, wave, 1)], float.NaN);
        return [new(patient, 0, leads, habits, habits), new(patient, 60, leads, habits, habits)];
    }
}
