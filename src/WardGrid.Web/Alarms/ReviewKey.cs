using Microsoft.Extensions.Localization;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;

namespace WardGrid.Web.Alarms;

/// <summary>The letter of each nurse's verdict, in the page's language.</summary>
public static class ReviewKey
{
    public static string Of(IStringLocalizer words, NurseVerdict verdict) =>
        words[$"evidence.keys.{verdict.ToString().ToLowerInvariant()}"];

    /// <summary>The verdict of a letter; null if the key means something else.</summary>
    public static NurseVerdict? VerdictOf(IStringLocalizer words, string key)
    {
        foreach (var verdict in Enum.GetValues<NurseVerdict>())
        {
            if (key.Equals(Of(words, verdict), StringComparison.OrdinalIgnoreCase))
                return verdict;
        }

        return null;
    }
}
