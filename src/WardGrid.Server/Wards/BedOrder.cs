using System.Globalization;

namespace WardGrid.Server.Wards;

/// <summary>Beds in the order in which people count them: bed 2 before bed 10.</summary>
public sealed class BedOrder : IComparer<string>
{
    public static readonly BedOrder Instance = new();

    private static readonly StringComparer Numeric = StringComparer.Create(
        CultureInfo.InvariantCulture,
        CompareOptions.NumericOrdering
    );

    public int Compare(string? x, string? y) => Numeric.Compare(x, y);
}
