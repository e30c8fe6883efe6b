using Microsoft.Extensions.Localization;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Web.Shift;

/// <summary>
/// The cause of a poor channel as a question to the nurse, in the page's language; in English the words of
/// <see cref="QualityWords"/>.
/// </summary>
public static class CauseWords
{
    public static string Of(IStringLocalizer words, SignalKind kind, QualityIssues cause)
    {
        if (cause == QualityIssues.None)
            return "–";
        var special = words[$"cause.{kind}.{cause}"];
        return special.ResourceNotFound ? words[$"issue.{cause}"] : special;
    }
}
