using System.Collections.Immutable;

namespace WardGrid.Simulation.Bedside;

/// <summary>A fault that a simulated monitor can have, to try what finds it.</summary>
public enum DeviceFault
{
    /// <summary>Samples come 0.3 % faster than declared.</summary>
    Drift,

    /// <summary>Every 20th bundle is lost.</summary>
    Gaps,

    /// <summary>The declared gain of the ECG is 20 times too small.</summary>
    Gain,

    /// <summary>Leads II and III have each other's name.</summary>
    LeadSwap,

    /// <summary>The clock is two hours ahead.</summary>
    Clock,

    /// <summary>Every tenth bundle is sent twice.</summary>
    Duplicates,

    /// <summary>Bundles leave up to 0.8 s late.</summary>
    Jitter,

    /// <summary>The beginning of an alarm is not sent; its end is.</summary>
    DropAlarms,
}

/// <summary>The names of the faults on the command line.</summary>
public static class DeviceFaults
{
    public static ImmutableSortedDictionary<string, DeviceFault> ByName { get; } =
        Enum.GetValues<DeviceFault>().ToImmutableSortedDictionary(f => f.ToString().ToLowerInvariant(), f => f);
}
