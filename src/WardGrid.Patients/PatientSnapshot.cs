using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Vitals;

namespace WardGrid.Patients;

/// <summary>One bed of the ward at one moment.</summary>
/// <param name="Association">Which device serves which patient; in JSON "Binding", as silos of an older version read
/// it.</param>
/// <param name="Version">Rises with every change: of two snapshots of a bed, the one with the higher version is
/// newer.</param>
/// <param name="Connected">Whether the device has sent within the last 2 seconds and every channel that it declared
/// arrives.</param>
/// <param name="LastFrameAt">By the server's clock; null before the first frame since the start.</param>
/// <param name="ClockOffset">Device clock minus server clock; null until known.</param>
/// <param name="Alarms">Alarms that last or wait for an acknowledgement, most urgent first.</param>
/// <param name="Refused">Refused messages by reason since the patient's activation.</param>
public sealed record PatientSnapshot(
    [property: JsonPropertyName("Binding")] DeviceAssociation Association,
    long Version,
    DateTimeOffset At,
    bool Connected,
    DateTimeOffset? LastFrameAt,
    TimeSpan? ClockOffset,
    uint Epoch,
    string Model,
    ImmutableArray<ChannelState> Channels,
    VitalSigns Vitals,
    AlarmLimits Limits,
    ImmutableArray<Alarm> Alarms,
    ImmutableDictionary<RefusalReason, long> Refused
)
{
    public string Bed => Association.Bed;

    /// <summary>
    /// Whether the device has sent something within the last 2 seconds; channels may still be missing.
    /// </summary>
    public bool Heard { get; init; } = Connected;

    /// <summary>
    /// The bed's time, from which the age of its readings follows: seconds since the epoch. It continues without
    /// samples.
    /// </summary>
    public double Seconds { get; init; }

    /// <summary>The alarms that are paused or off.</summary>
    public ImmutableArray<AlarmInactivation> Inactive { get; init; } = [];

    /// <summary>How an alarm of this bed is paused or off; null if it signals normally.</summary>
    public AlarmInactivation? InactiveOf(Alarm alarm) => Inactive.FirstOrDefault(i => i.Covers(alarm));

    /// <summary>Wave frames accepted since the patient's activation.</summary>
    public long FramesAccepted { get; init; }

    /// <summary>Wave frames that the device numbered but that never arrived, since the patient's activation.</summary>
    public long FramesMissed { get; init; }
}

/// <summary>One channel of a bed at one moment.</summary>
/// <param name="EndSeconds">Seconds since the epoch of the newest sample.</param>
/// <param name="Quality">The newest finished second.</param>
/// <param name="UsableShare">Share of the last 60 seconds that were usable, 0 to 1.</param>
public sealed record ChannelState(
    ChannelDeclaration Declaration,
    double EndSeconds,
    QualitySecond Quality,
    float UsableShare
)
{
    /// <summary>Whether samples of the channel arrive, missing ones included.</summary>
    public bool Arrives { get; init; } = true;

    /// <summary>
    /// Seconds since its newest samples arrived, by the server's clock; since the birth if none have.
    /// </summary>
    public double SilentSeconds { get; init; }
}
