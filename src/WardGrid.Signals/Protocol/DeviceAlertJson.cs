using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace WardGrid.Signals.Protocol;

/// <summary>The JSON form of <see cref="DeviceAlert"/>.</summary>
/// <remarks>
/// <c> {"epoch":1,"time":...,"id":"a-17","phase":"start|update|end","kind":"VT","priority":"high|medium|low",
/// "sample":75000,"text":"..."} </c>. An alarm is never lost because of its priority: a missing or unknown one is read
/// as high.
/// </remarks>
public static class DeviceAlertJson
{
    /// <summary>The most characters of an alarm's id and kind.</summary>
    public const int MaxName = 64;

    /// <summary>The most characters of an alarm's text.</summary>
    public const int MaxText = 500;

    public static Refusal TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out DeviceAlert? alert)
    {
        alert = null;
        var walk = new JsonReader(payload);
        long? epoch = null,
            time = null,
            sample = null;
        string? id = null,
            kind = null,
            phase = null;
        var (priority, text) = ("high", "");
        walk.Object("the alert");
        while (walk.Field())
        {
            if (walk.Is("epoch"u8))
                epoch = walk.Whole("epoch", 0, uint.MaxValue);
            else if (walk.Is("time"u8))
                time = walk.Whole("time", 0, long.MaxValue);
            else if (walk.Is("id"u8))
                id = walk.Text("id", MaxName);
            else if (walk.Is("phase"u8))
                phase = walk.Text("phase", MaxName);
            else if (walk.Is("kind"u8))
                kind = walk.Text("kind", MaxName);
            else if (walk.Is("priority"u8))
                priority = walk.Text("priority", MaxName);
            else if (walk.Is("text"u8))
                text = walk.Text("text", MaxText);
            else if (!walk.Is("sample"u8))
                walk.Leave();
            else if (walk.Next() && walk.Token != JsonTokenType.Null)
                sample = walk.WholeHere("sample", 0, long.MaxValue);
        }

        if (phase is not null && PhaseOf(phase) is null)
            walk.Refuse($"phase is {phase}, start, update or end is possible");
        if (id is "" || kind is "")
            walk.Refuse(id is "" ? "id is empty" : "kind is empty");
        var refusal = walk.End(
            (epoch is not null, "epoch"),
            (time is not null, "time"),
            (id is not null, "id"),
            (phase is not null, "phase"),
            (kind is not null, "kind")
        );
        if (!refusal.IsRefused)
            alert = new(
                (uint)epoch!.Value,
                time!.Value,
                id!,
                PhaseOf(phase!)!.Value,
                kind!,
                priority is "medium" or "low" ? priority : "high",
                sample,
                text
            );
        return refusal;
    }

    public static void Write(IBufferWriter<byte> to, DeviceAlert alert)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteNumber("epoch"u8, alert.Epoch);
        json.WriteNumber("time"u8, alert.TimeMicros);
        json.WriteString("id"u8, alert.Id);
        json.WriteString("phase"u8, PhaseName(alert.Phase));
        json.WriteString("kind"u8, alert.Kind);
        json.WriteString("priority"u8, alert.Priority);
        if (alert.Sample is { } sample)
            json.WriteNumber("sample"u8, sample);
        json.WriteString("text"u8, alert.Text);
        json.WriteEndObject();
    }

    private static AlertPhase? PhaseOf(string phase) =>
        phase switch
        {
            "start" => AlertPhase.Start,
            "update" => AlertPhase.Update,
            "end" => AlertPhase.End,
            _ => null,
        };

    private static string PhaseName(AlertPhase phase) =>
        phase switch
        {
            AlertPhase.Start => "start",
            AlertPhase.Update => "update",
            AlertPhase.End => "end",
            _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "not a phase of an alert"),
        };
}
