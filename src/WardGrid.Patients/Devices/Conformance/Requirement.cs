using System.Collections.Immutable;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>How a requirement is tested.</summary>
public enum TestKind
{
    /// <summary>Something must have happened in the run, such as an alarm; else there is no test data.</summary>
    Direct,

    /// <summary>It must hold for every message of the run.</summary>
    Invariant,
}

/// <summary>The result for one requirement.</summary>
public enum Conformity
{
    Pass,
    Fail,

    /// <summary>The run had nothing to judge it by. It is not a pass.</summary>
    NoTestData,
}

/// <summary>One requirement that a device must meet; docs/conformance.md gives the source of each limit.</summary>
/// <param name="Id">Stays the same from version to version, so that reports can be compared.</param>
public sealed record Requirement(string Id, TestKind Kind)
{
    /// <summary>The birth says what the device is, and which channels it sends.</summary>
    public static readonly Requirement Birth = new("B1", TestKind.Direct);

    /// <summary>Every channel of the birth can be analysed.</summary>
    public static readonly Requirement Analysed = new("B2", TestKind.Invariant);

    /// <summary>Every channel of the birth sends samples.</summary>
    public static readonly Requirement ChannelsSend = new("B3", TestKind.Invariant);

    /// <summary>No message is refused.</summary>
    public static readonly Requirement NothingRefused = new("M1", TestKind.Invariant);

    /// <summary>Births and alerts are sent at QoS 1 or 2.</summary>
    public static readonly Requirement Guaranteed = new("M2", TestKind.Direct);

    /// <summary>A wave bundle holds 100 ms to 1 s.</summary>
    public static readonly Requirement BundleLength = new("M3", TestKind.Invariant);

    /// <summary>Numbers come about once a second.</summary>
    public static readonly Requirement Numbers = new("M4", TestKind.Direct);

    /// <summary>The samples come at the declared rate.</summary>
    public static readonly Requirement SampleRate = new("T1", TestKind.Direct);

    /// <summary>The device's clock shows the server's time.</summary>
    public static readonly Requirement ClockOffset = new("T2", TestKind.Direct);

    /// <summary>The device's clock runs as fast as the server's.</summary>
    public static readonly Requirement ClockDrift = new("T3", TestKind.Direct);

    /// <summary>Bundles come evenly.</summary>
    public static readonly Requirement Jitter = new("T4", TestKind.Direct);

    /// <summary>No samples are missing.</summary>
    public static readonly Requirement Gaps = new("C1", TestKind.Invariant);

    /// <summary>No bundle comes twice.</summary>
    public static readonly Requirement Duplicates = new("C2", TestKind.Invariant);

    /// <summary>No bundle comes after a later one.</summary>
    public static readonly Requirement Order = new("C3", TestKind.Invariant);

    /// <summary>The connection holds.</summary>
    public static readonly Requirement Connection = new("C4", TestKind.Invariant);

    /// <summary>The device says how soon a dead connection is noticed.</summary>
    public static readonly Requirement KeepAlive = new("C5", TestKind.Direct);

    /// <summary>The size of a signal is that of a patient's: unit and gain are right.</summary>
    public static readonly Requirement Amplitude = new("S1", TestKind.Direct);

    /// <summary>The signal does not stand at the end of its range.</summary>
    public static readonly Requirement Saturation = new("S2", TestKind.Invariant);

    /// <summary>The steps of the samples are fine enough.</summary>
    public static readonly Requirement Resolution = new("S3", TestKind.Direct);

    /// <summary>The signal does not stand still.</summary>
    public static readonly Requirement Flat = new("S4", TestKind.Invariant);

    /// <summary>The leads are those that their names say.</summary>
    public static readonly Requirement Leads = new("S5", TestKind.Direct);

    /// <summary>A lead that is off is sent as missing samples.</summary>
    public static readonly Requirement LeadOff = new("S6", TestKind.Direct);

    /// <summary>An alarm reaches the ward's view in time.</summary>
    public static readonly Requirement AlarmRoundTrip = new("A1", TestKind.Direct);

    /// <summary>Each alarm begins before it changes or ends.</summary>
    public static readonly Requirement AlarmPhases = new("A2", TestKind.Direct);

    /// <summary>All requirements, in the order of the report.</summary>
    public static ImmutableArray<Requirement> All { get; } =
    [
        Birth,
        Analysed,
        ChannelsSend,
        NothingRefused,
        Guaranteed,
        BundleLength,
        Numbers,
        SampleRate,
        ClockOffset,
        ClockDrift,
        Jitter,
        Gaps,
        Duplicates,
        Order,
        Connection,
        KeepAlive,
        Amplitude,
        Saturation,
        Resolution,
        Flat,
        Leads,
        LeadOff,
        AlarmRoundTrip,
        AlarmPhases,
    ];
}
