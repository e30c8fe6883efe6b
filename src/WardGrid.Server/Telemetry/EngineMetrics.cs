using System.Diagnostics.Metrics;

namespace WardGrid.Server.Telemetry;

/// <summary>The server's own counters.</summary>
public static class EngineMetrics
{
    public const string MeterName = "WardGrid.Engine";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Turns that ended in an exception; each is in the log.</summary>
    public static readonly Counter<long> TurnsFailed = Meter.CreateCounter<long>("wardgrid.turns.failed");
}
