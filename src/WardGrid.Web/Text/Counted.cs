using Microsoft.Extensions.Localization;

namespace WardGrid.Web.Text;

/// <summary>Texts with a number: one has its own text, in English as in German.</summary>
public static class Counted
{
    /// <summary>
    /// The text of <c>key.one</c> for one, and of <c>key</c> for none or several; the number is <c>{0}</c>, other
    /// values follow.
    /// </summary>
    public static string Count(this IStringLocalizer words, string key, long count, params object[] others) =>
        words[count == 1 ? $"{key}.one" : key, [count, .. others]];
}
