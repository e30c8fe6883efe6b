using System.Globalization;
using Microsoft.Extensions.Localization;
using WardGrid.Alarms;

namespace WardGrid.Web.Text;

/// <summary>Says evidence in the page's language; where the language has no words of its own, in the English that it was recorded with.</summary>
public static class SpokenEvidence
{
    public static string Say(this IStringLocalizer words, Saying said)
    {
        var sentence = said.Code.Length == 0 ? null : words[$"said.{said.Code}", [.. said.Arguments.Select(Local)]];
        var spoken = sentence is null or { ResourceNotFound: true } ? said.English : sentence.Value;
        return said.Channel is null ? spoken : $"{said.Channel}: {spoken}";
    }

    /// <summary>The words of a key, or their English where the language has none.</summary>
    public static string Or(this IStringLocalizer words, string key, string english) => words[key] is { ResourceNotFound: false } own ? own.Value : english;

    /// <summary>A number with the page's decimal sign; other words as they are.</summary>
    private static string Local(string argument) => double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        ? argument.Replace(".", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator, StringComparison.Ordinal)
        : argument;
}
