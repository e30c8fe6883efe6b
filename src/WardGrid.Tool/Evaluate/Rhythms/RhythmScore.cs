namespace WardGrid.Tool.Evaluate.Rhythms;

/// <summary>The agreement between rhythm labels (N, A, O, ~) and the model's answers.</summary>
public sealed class RhythmScore(IReadOnlyCollection<(char Label, char Said)> records)
{
    /// <summary>Harmonic mean of sensitivity and predictivity of one label; 0 if no record has it.</summary>
    public double F1(char letter)
    {
        var (right, said, labelled) = (
            records.Count(r => r.Label == letter && r.Said == letter),
            records.Count(r => r.Said == letter),
            records.Count(r => r.Label == letter)
        );
        return said + labelled == 0 ? 0 : 2.0 * right / (said + labelled);
    }

    /// <summary>The challenge's own score: the mean over N, A and O.</summary>
    public double F1OfThree => (F1('N') + F1('A') + F1('O')) / 3;

    public double Sensitivity(char letter) => Share(r => r.Label == letter, r => r.Said == letter);

    public double Specificity(char letter) => Share(r => r.Label != letter, r => r.Said != letter);

    private double Share(Func<(char Label, char Said), bool> of, Func<(char Label, char Said), bool> holds) =>
        records.Where(of).Select(r => holds(r) ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();
}
