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
}
