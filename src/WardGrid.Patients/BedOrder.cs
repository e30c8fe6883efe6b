namespace WardGrid.Patients;

/// <summary>The order of beds as a ward counts them: 2 before 10, 4A after 4.</summary>
public sealed class BedOrder : IComparer<string>
{
    public static BedOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (Number(x), Number(y));
        return a != b ? a.CompareTo(b) : string.CompareOrdinal(x, y);
    }

    private static int Number(string? bed)
    {
        var number = 0;
        var seen = false;
        foreach (var c in bed ?? "")
        {
            if (char.IsAsciiDigit(c) && number < int.MaxValue / 10 - 10)
                (number, seen) = (10 * number + (c - '0'), true);
            else if (seen)
                break;
        }

        return seen ? number : int.MaxValue;
    }
}
