using System.Collections.Immutable;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>One figure of a finding.</summary>
/// <param name="Name">Its name, such as <c>drift</c>; the page has words for it.</param>
/// <param name="Unit">Its unit, such as <c>ppm</c>; empty for a count.</param>
public sealed record Measurement(string Name, double Value, string Unit = "");

/// <summary>The result of one requirement, for the device or for one of its channels.</summary>
/// <param name="Channel">The channel's name in the birth; null where it is about the device.</param>
/// <param name="Measured">The figures that the result rests on.</param>
/// <param name="Reasons">What was found, where figures do not say it; names of the page's words.</param>
public sealed record Finding(
    string Requirement,
    string? Channel,
    Conformity Result,
    ImmutableArray<Measurement> Measured,
    ImmutableArray<string> Reasons
);

/// <summary>A timed run in which a device is measured, asked for by a person.</summary>
public sealed record ConformanceRunRequest(string Id, string Device, DateTimeOffset Begin, TimeSpan Length, string By)
{
    /// <summary>The lengths that the page offers: a first look, a check, a day and night.</summary>
    public static ImmutableArray<TimeSpan> Usual { get; } =
    [TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5), TimeSpan.FromHours(24)];

    public DateTimeOffset End => Begin + Length;
}

/// <summary>What a run found.</summary>
/// <param name="Measured">How long the device was measured; shorter than asked if the server was restarted.</param>
/// <param name="Messages">Messages that the device sent in the run.</param>
public sealed record ConformanceReport(
    ConformanceRunRequest Run,
    string Model,
    string Serial,
    TimeSpan Measured,
    long Messages,
    ImmutableArray<Finding> Findings
)
{
    /// <summary>Fail if one finding fails; no test data if the device sent nothing.</summary>
    public Conformity Result
    {
        get
        {
            if (Findings.Any(f => f.Result == Conformity.Fail))
                return Conformity.Fail;
            return Messages == 0 ? Conformity.NoTestData : Conformity.Pass;
        }
    }

    /// <summary>The result of one requirement over all channels.</summary>
    public Conformity ResultOf(string requirement)
    {
        var findings = Findings.Where(f => f.Requirement == requirement).ToList();
        if (findings.Any(f => f.Result == Conformity.Fail))
            return Conformity.Fail;
        return findings.Any(f => f.Result == Conformity.Pass) ? Conformity.Pass : Conformity.NoTestData;
    }
}
