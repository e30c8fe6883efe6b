using System.Collections.Immutable;

namespace WardGrid.Web.Devices;

/// <summary>Why a line of a list of devices cannot be registered; the page has words for it.</summary>
public enum ImportProblem
{
    /// <summary>It has more than a name, a model and a serial number.</summary>
    Columns,

    /// <summary>The name is missing or cannot stand in a topic.</summary>
    Name,

    /// <summary>The model or the serial number is too long, or has control characters.</summary>
    Label,

    /// <summary>An earlier line has the same name.</summary>
    Twice,

    /// <summary>A device of this name is registered.</summary>
    Registered,
}

/// <summary>One device of a list.</summary>
/// <param name="Number">Its line in the list; the first is 1.</param>
/// <param name="Problem">Null if it can be registered.</param>
public sealed record ImportLine(int Number, string Device, string Model, string Serial, ImportProblem? Problem);

/// <summary>A list of devices that was checked; nothing of it is registered yet.</summary>
/// <param name="IsTooLong">It has more lines than are taken at a time; none was checked.</param>
public sealed record ImportCheck(ImmutableArray<ImportLine> Lines, bool IsTooLong = false)
{
    public IEnumerable<ImportLine> Bad => Lines.Where(line => line.Problem is not null);

    /// <summary>Whether the whole list can be registered.</summary>
    public bool IsGood => !IsTooLong && Lines.Length > 0 && !Bad.Any();
}
