using System.Collections.Immutable;

namespace WardGrid.Web.SignIn;

/// <summary>Wards as a person types them: separated by commas.</summary>
internal static class WardList
{
    public static ImmutableArray<string> Read(string typed) =>
        [
            .. typed
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal),
        ];

    public static string Write(ImmutableArray<string> wards) => string.Join(", ", wards);
}
