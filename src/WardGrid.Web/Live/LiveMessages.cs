using System.Text.Json;
using System.Text.Json.Serialization;

namespace WardGrid.Web.Live;

/// <summary>The JSON messages to a page; samples are binary (<see cref="WaveMessage"/>).</summary>
/// <remarks>
/// Times are milliseconds since 1970 on the server's clock. Every message is one JSON text frame, its kind in <c>t</c>.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(BedState), "bed")]
[JsonDerivedType(typeof(BedGone), "gone")]
[JsonDerivedType(typeof(Tick), "tick")]
[JsonDerivedType(typeof(SoundState), "sound")]
[JsonDerivedType(typeof(GroupsState), "groups")]
public abstract record LiveMessage;

/// <summary>A bed as it is now; replaces earlier messages of its slot.</summary>
/// <param name="Slot">Identifies one patient in one bed in wave messages. A new patient in the bed gets a new slot, so
/// that a page drops late samples of the earlier patient.</param>
/// <param name="Wall">Indices of the channels that a wall draws: one ECG lead and one pulse wave, if there are
/// any.</param>
public sealed record BedState(
    int Slot,
    string Bed,
    string Ward,
    string Patient,
    string Age,
    bool Demo,
    long Version,
    bool Connected,
    long? LastFrameAt,
    double? ClockOffsetMs,
    uint Epoch,
    string Model,
    ChannelLine[] Channels,
    int[] Wall,
    VitalLine[] Vitals,
    AlarmLine[] Alarms,
    InactiveLine[] Inactive,
    long Refused
) : LiveMessage;

/// <summary>Removes everything of this slot from the screen at once.</summary>
public sealed record BedGone(int Slot, string Bed) : LiveMessage;

/// <summary>Sent every second: shows that the connection works, and the time of the server's clock.</summary>
/// <param name="Lost">Wave messages that were dropped because this viewer was too slow.</param>
public sealed record Tick(long Now, long Lost) : LiveMessage;

/// <summary>Whether the ward's walls sound.</summary>
/// <param name="State">on, paused or off.</param>
/// <param name="Since">Only alarms that were raised before are silenced; null until somebody sets it.</param>
/// <param name="Until">When a pause ends.</param>
public sealed record SoundState(string State, string By, long? Since, long? Until) : LiveMessage;

/// <summary>The ward's groups of beds.</summary>
public sealed record GroupsState(GroupLine[] Groups) : LiveMessage;

/// <summary>Some beds under one name.</summary>
public sealed record GroupLine(string Name, string[] Beds);

/// <summary>One channel and its newest second of quality.</summary>
/// <param name="Second">Seconds since the epoch at which that second begins.</param>
/// <param name="Issues">Names of the issues, which are the keys of their texts.</param>
/// <param name="Usable">Share of the last minute, 0 to 1.</param>
/// <param name="NotMonitored">Why the channel is not monitored; null if it is analysed.</param>
public sealed record ChannelLine(
    int Index,
    string Name,
    string Kind,
    string Unit,
    double Rate,
    double Gain,
    double Offset,
    long Second,
    float Score,
    string[] Issues,
    float Usable,
    string? NotMonitored = null
);

/// <summary>One number of a patient with its limits.</summary>
/// <param name="Key">hr, pr, spo2, rr or abp.</param>
/// <param name="Text">The number as it is shown; null if there is none.</param>
/// <param name="Absent">The key of the reason why there is none; null if there is one, or if no sensor is connected for
/// it.</param>
/// <param name="AgeSeconds">The age of the newest sample behind the number; without a number, the time since the last
/// beat or breath.</param>
/// <param name="Out">low, high or null: beyond its alarm limit.</param>
/// <param name="Unusual">low, high or null: within the limits set for this patient, but beyond those of the age
/// band.</param>
public sealed record VitalLine(
    string Key,
    string? Text,
    string? Detail,
    string Unit,
    float? Low,
    float? High,
    string Source,
    double AgeSeconds,
    string? Out,
    string? Unusual,
    string? Absent = null
);

/// <summary>One alarm that lasts or waits for an acknowledgement.</summary>
/// <param name="Inactive">The state of the <see cref="InactiveLine"/> that holds for it; null if it signals
/// normally.</param>
/// <param name="InactiveUntil">When that ends by itself. From then on the page signals, even without a message about
/// the end.</param>
/// <param name="DeviceLost">Whether it ended because its device left or fell silent.</param>
/// <param name="Others">The other alarms of the same event; null if there are none.</param>
public sealed record AlarmLine(
    string Id,
    string Kind,
    int Priority,
    string Origin,
    string Text,
    string? Verdict,
    string? Reason,
    long RaisedAt,
    long? EndedAt,
    bool Silent,
    long? AcknowledgedAt,
    string? AcknowledgedBy,
    string? Inactive,
    long? InactiveUntil,
    bool DeviceLost = false,
    OtherLine[]? Others = null
);

/// <summary>Another alarm of the same event.</summary>
public sealed record OtherLine(string Kind, string Origin, string Text);

/// <summary>An alarm that is paused or off.</summary>
/// <param name="State">AudioPaused, AudioOff, AlarmPaused or AlarmOff.</param>
public sealed record InactiveLine(
    string Kind,
    string Text,
    string State,
    string By,
    long Since,
    long? Until,
    string Reason
);

/// <summary>Writes live messages.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LiveMessage))]
internal sealed partial class LiveJson : JsonSerializerContext
{
    public static byte[] Write(LiveMessage message) =>
        JsonSerializer.SerializeToUtf8Bytes(message, Default.LiveMessage);
}
