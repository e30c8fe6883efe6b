using Shouldly;
using WardGrid.Tool.Evaluate.Rhythms;

namespace WardGrid.UnitTests.Tool;

public class RhythmScoreTests
{
    [Fact]
    public void Each_letter_is_scored_by_what_was_labelled_and_what_was_said()
    {
        var score = new RhythmScore([('N', 'N'), ('N', 'O'), ('A', 'A'), ('O', 'O'), ('O', 'A'), ('~', '~')]);

        score.F1('N').ShouldBe(2.0 / 3, 1e-9);
        score.F1('A').ShouldBe(2.0 / 3, 1e-9);
        score.F1('O').ShouldBe(0.5, 1e-9);
        score.F1OfThree.ShouldBe(11.0 / 18, 1e-9);
        score.Sensitivity('A').ShouldBe(1);
        score.Specificity('A').ShouldBe(0.8);
    }

    [Fact]
    public void At_natural_shares_a_record_counts_for_as_many_as_there_are_in_the_whole_set()
    {
        var score = new RhythmScore([('N', 'N'), ('N', 'O'), ('A', 'A'), ('O', 'O'), ('O', 'A'), ('~', '~')]);

        // Each N here stands for 5076 / 2 records, each O for 2415 / 2, the A for 758.
        score.NaturalF1('N').ShouldBe(2 * 2538 / (2538.0 + 5076), 1e-9);
        score.NaturalF1('A').ShouldBe(2 * 758 / (758 + 1207.5 + 758), 1e-9);
        score.NaturalF1('O').ShouldBe(2 * 1207.5 / (1207.5 + 2538 + 2415), 1e-9);
    }
}
