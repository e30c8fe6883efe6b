using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>An alarm as a row: the decision as JSON, and its verdict in a column of its own for queries.</summary>
internal sealed class AlarmRow
{
    public required string Id { get; init; }

    public required string PatientId { get; init; }

    public required string Bed { get; init; }

    public bool Demo { get; init; }

    public required string Kind { get; init; }

    public required string Priority { get; init; }

    public required string Origin { get; init; }

    public required string Text { get; init; }

    public long RaisedAt { get; init; }

    public long? EndedAt { get; init; }

    public string? Verdict { get; init; }

    public string? Decision { get; init; }

    /// <summary>The verdict of <see cref="SecondDecision"/>.</summary>
    public string? SecondVerdict { get; init; }

    /// <summary>The second decision and its time as JSON.</summary>
    public string? SecondDecision { get; init; }

    public bool Silent { get; init; }

    public long? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    public bool? DeviceLost { get; init; }

    public string? PartOf { get; init; }

    public static AlarmRow Of(Alarm alarm) =>
        new()
        {
            Id = alarm.Id.Storable(),
            PatientId = alarm.PatientId.Storable(),
            Bed = alarm.Bed.Storable(),
            Demo = alarm.Demo,
            Kind = alarm.Kind.ToString(),
            Priority = alarm.Priority.ToString(),
            Origin = alarm.Origin.ToString(),
            Text = alarm.Text.Storable(),
            RaisedAt = alarm.RaisedAt.Micros(),
            EndedAt = alarm.EndedAt?.Micros(),
            Verdict = alarm.Decision?.Verdict.ToString(),
            Decision = alarm.Decision is null ? null : RecordJson.Write(alarm.Decision),
            SecondVerdict = alarm.Second?.Decision.Verdict.ToString(),
            SecondDecision = alarm.Second is null ? null : RecordJson.Write(alarm.Second),
            Silent = alarm.Silent,
            AcknowledgedAt = alarm.AcknowledgedAt?.Micros(),
            AcknowledgedBy = alarm.AcknowledgedBy?.Storable(),
            DeviceLost = alarm.DeviceLost,
            PartOf = alarm.PartOf?.Storable(),
        };

    public Alarm ToAlarm() =>
        new(
            Id,
            PatientId,
            Bed,
            Demo,
            Enum.Parse<AlarmKind>(Kind),
            Enum.Parse<AlarmPriority>(Priority),
            Enum.Parse<AlarmOrigin>(Origin),
            Text,
            RaisedAt.Instant(),
            EndedAt?.Instant(),
            Decision is null ? null : RecordJson.Read<AlarmDecision>(Decision),
            Silent,
            AcknowledgedAt?.Instant(),
            AcknowledgedBy
        )
        {
            DeviceLost = DeviceLost ?? false,
            PartOf = PartOf,
            Second = SecondDecision is null ? null : RecordJson.Read<SecondVerdict>(SecondDecision),
        };
}

/// <summary>The data of an alarm that is part of an event, for a list of events.</summary>
internal sealed class PartRow
{
    public required string Id { get; init; }

    public required string Kind { get; init; }

    public required string Origin { get; init; }

    public required string Text { get; init; }

    public string? Verdict { get; init; }

    public long RaisedAt { get; init; }

    public long? EndedAt { get; init; }

    public required string PartOf { get; init; }

    public AlarmPart ToPart() =>
        new(
            Id,
            Enum.Parse<AlarmKind>(Kind),
            Enum.Parse<AlarmOrigin>(Origin),
            Text,
            Verdict is null ? null : Enum.Parse<Verdict>(Verdict),
            RaisedAt.Instant(),
            EndedAt?.Instant()
        );
}
