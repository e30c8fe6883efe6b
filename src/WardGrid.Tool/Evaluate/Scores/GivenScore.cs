using System.Collections.Immutable;
using System.Globalization;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Patients.Alarms;

namespace WardGrid.Tool.Evaluate.Scores;

/// <summary>
/// One line of a file of scores: an alarm, and the values that replace the shipped model's answer and numbers.
/// </summary>
/// <param name="Place">The file and the line, for messages.</param>
/// <param name="Probability">That the alarm is true; null for a kind without a model.</param>
/// <param name="Threshold">Below which the alarm is refuted; null for the one in the manifest.</param>
/// <param name="RuleThresholds">The rules' numbers by name; the others are those of the manifest.</param>
internal sealed record GivenScore(
    string Place,
    string Alarm,
    float? Probability,
    float? Threshold,
    ImmutableDictionary<string, float> RuleThresholds
)
{
    public const string Header = "alarm,probability,threshold,margins";

    /// <exception cref="FormatException">The line is broken; the message names its place.</exception>
    public static GivenScore Read(string place, string line)
    {
        var fields = line.Split(',');
        if (fields.Length != 4)
            throw new FormatException($"{place}: '{line}' has not the 4 fields {Header}");
        var (probability, threshold) = (Share(place, "probability", fields[1]), Share(place, "threshold", fields[2]));
        if (threshold is not null && probability is null)
            throw new FormatException($"{place}: {fields[0]} has a threshold and no probability");
        return new(place, fields[0], probability, threshold, MarginsIn(place, fields[3]));
    }

    private static float? Share(string place, string name, string text)
    {
        if (text.Length == 0)
            return null;
        var value = Number(place, name, text);
        return value is >= 0 and <= 1
            ? value
            : throw new FormatException($"{place}: {name} '{text}' is not from 0 to 1");
    }

    private static ImmutableDictionary<string, float> MarginsIn(string place, string text)
    {
        var margins = ImmutableDictionary.CreateBuilder<string, float>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=') is not [var name, var value])
                throw new FormatException($"{place}: margin '{part}' is not name=number");
            if (!margins.TryAdd(name, Number(place, name, value)))
                throw new FormatException($"{place}: margin {name} stands twice");
        }

        return margins.ToImmutable();
    }

    private static float Number(string place, string name, string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value
            : throw new FormatException($"{place}: {name} '{text}' is no number");
}
