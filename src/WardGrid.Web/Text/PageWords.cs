using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace WardGrid.Web.Text;

/// <summary>The texts that scripts write, given to the page as data.</summary>
public static class PageWords
{
    private static readonly string[] Groups =
    [
        "wall.",
        "live.",
        "kind.",
        "issue.",
        "verdict.",
        "age.",
        "vital.",
        "alarm.",
        "priority.",
        "sound.",
        "inactive.",
        "groups.",
    ];

    public static string Json(IStringLocalizer words) =>
        JsonSerializer.Serialize(
            words
                .GetAllStrings(includeParentCultures: true)
                .Where(w => Groups.Any(g => w.Name.StartsWith(g, StringComparison.Ordinal)))
                .DistinctBy(w => w.Name)
                .ToDictionary(w => w.Name, w => w.Value)
        );
}
