using System.Collections.Immutable;

namespace WardGrid.Tool.Evaluate.Rhythms;

/// <summary>The agreement between rhythm labels (N, A, O, ~) and the model's answers.</summary>
public sealed class RhythmScore(IReadOnlyCollection<(char Label, char Said)> records)
{
    /// <summary>
    /// Records of each class in the whole public set of the 2017 challenge: how common it is among such recordings.
    /// </summary>
    private static readonly ImmutableDictionary<char, int> WholeSet = new Dictionary<char, int>
    {
        ['N'] = 5076,
        ['A'] = 758,
        ['O'] = 2415,
        ['~'] = 279,
    }.ToImmutableDictionary();

    /// <summary>Harmonic mean of sensitivity and predictivity of one label; 0 if no record has it.</summary>
    public double F1(char letter) => F1(letter, _ => 1);

    /// <summary>The challenge's own score: the mean over N, A and O.</summary>
    public double F1OfThree => (F1('N') + F1('A') + F1('O')) / 3;

    /// <summary>
    /// F1 of one label if each class were as common as in the whole public set: a record counts for as many as there
    /// are in that set for one here.
    /// </summary>
    public double NaturalF1(char letter)
    {
        var here = records.CountBy(r => r.Label).ToDictionary();
        return F1(letter, label => WholeSet.TryGetValue(label, out var whole) ? (double)whole / here[label] : 0);
    }

    /// <summary>The challenge's own score at the shares of the classes in the whole public set.</summary>
    public double NaturalF1OfThree => (NaturalF1('N') + NaturalF1('A') + NaturalF1('O')) / 3;

    public double Sensitivity(char letter) => Share(r => r.Label == letter, r => r.Said == letter);

    public double Specificity(char letter) => Share(r => r.Label != letter, r => r.Said != letter);

    private double F1(char letter, Func<char, double> weight)
    {
        var (right, said, labelled) = (
            records.Where(r => r.Label == letter && r.Said == letter).Sum(r => weight(r.Label)),
            records.Where(r => r.Said == letter).Sum(r => weight(r.Label)),
            records.Where(r => r.Label == letter).Sum(r => weight(r.Label))
        );
        return said + labelled > 0 ? 2 * right / (said + labelled) : 0;
    }

    private double Share(Func<(char Label, char Said), bool> of, Func<(char Label, char Said), bool> holds) =>
        records.Where(of).Select(r => holds(r) ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();
}
