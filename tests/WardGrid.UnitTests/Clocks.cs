namespace WardGrid.UnitTests;

/// <summary>Where the tests' clocks begin.</summary>
public static class Clocks
{
    public static readonly DateTimeOffset Morning = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);
}
