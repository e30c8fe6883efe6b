using Microsoft.Extensions.Localization;

namespace WardGrid.Web.Text;

/// <summary>Says how many: one of a thing has words of its own, in English as in German.</summary>
public static class Counted
{
    /// <summary>
    /// The words of <c>key.one</c> for one, and of <c>key</c> for none or several; the number is <c>{0}</c>, what else
    /// is said follows.
    /// </summary>
    public static string Count(this IStringLocalizer words, string key, long count, params object[] others) =>
        words[count == 1 ? $"{key}.one" : key, [count, .. others]];
}
