using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Patients.Alarms;

/// <summary>The inactivations of a patient's alarms: their beginning and their end.</summary>
/// <remarks>
/// An inactivation ends by a person, by its time, by a more urgent alarm of its kind, or with the patient's discharge.
/// Its beginning, its end and each alarm that is raised meanwhile are in the audit trail. An alarm that still lasts at
/// its end signals again. One thread at a time.
/// </remarks>
public sealed class AlarmInactivations(string bed, AlarmRecorder recorder, ImmutableArray<AlarmInactivation> earlier)
{
    /// <summary>
    /// The longest pause: the time of a procedure at the bed, such as suction or drawing blood. For longer, the alarm
    /// is turned off with a reason.
    /// </summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private const int LongestReason = 200;

    private ImmutableArray<AlarmInactivation> _all = earlier;

    /// <summary>Oldest first.</summary>
    public ImmutableArray<AlarmInactivation> All => _all;

    public CommandOutcome Begin(PatientCommand.Inactivate asked, ImmutableArray<Alarm> open, DateTimeOffset now)
    {
        var paused = asked.State is AlarmInactivationState.AudioPaused or AlarmInactivationState.AlarmPaused;
        var reason = asked.Reason?.Trim() ?? "";
        if (!AlarmHandling.MayBeSilent(asked.Kind))
            return CommandOutcome.Refused(
                "Asystole and ventricular fibrillation are never paused or off. "
                    + "Acknowledge the alarm to silence this one; the next will sound."
            );
        if (asked.Kind == AlarmKind.Other && string.IsNullOrEmpty(asked.Text))
            return CommandOutcome.Refused("A monitor's own alarm is paused by its text, which is its only name.");
        if (!Enum.IsDefined(asked.Kind) || !Enum.IsDefined(asked.State))
            return CommandOutcome.Refused("This WardGrid knows no such alarm or state.");
        if (paused && !(asked.For > TimeSpan.Zero && asked.For <= LongestPause))
            return CommandOutcome.Refused(
                $"A pause lasts at most {LongestPause.TotalMinutes:F0} minutes; "
                    + "what must last longer is turned off, with its reason."
            );
        if (!paused && reason.Length == 0)
            return CommandOutcome.Refused("What is turned off stays off until someone turns it on again: say why.");
        if (reason.Length > LongestReason)
            return CommandOutcome.Refused($"A reason has at most {LongestReason} characters.");

        var text = asked.Kind == AlarmKind.Other ? asked.Text! : "";
        var standing = open.Where(a => AlarmHandling.LineOf(a) == (asked.Kind, text))
            .Select(a => a.Priority)
            .DefaultIfEmpty(AlarmPriority.High)
            .Max();
        var begun = new AlarmInactivation(
            asked.Kind,
            text,
            asked.State,
            standing,
            asked.By,
            now,
            paused ? now + asked.For : null,
            reason
        );
        var was = _all.FirstOrDefault(i => i.Kind == begun.Kind && i.Text == text)?.State.ToString() ?? "on";
        _all = _all.RemoveAll(i => i.Kind == begun.Kind && i.Text == text).Add(begun);
        var until = begun.Until is { } end ? $"until {end:O}" : "until it is turned on";
        recorder.Add(
            new AuditEntry(
                now,
                asked.Actor,
                "alarm.inactivated",
                bed,
                $"{Name(begun)}: {was} to {begun.State} {until}. {reason}".TrimEnd()
            )
        );
        return CommandOutcome.Success;
    }

    public CommandOutcome End(PatientCommand.Reactivate asked, DateTimeOffset now)
    {
        if (_all.FirstOrDefault(i => i.Kind == asked.Kind && i.Text == (asked.Text ?? "")) is not { } inactive)
            return CommandOutcome.Refused("This alarm is neither paused nor off.");
        End(inactive, asked.Actor, "ended by hand", now);
        return CommandOutcome.Success;
    }

    /// <summary>
    /// Ends the inactivations whose time is over or that a more urgent alarm ends; true if there was one.
    /// </summary>
    public bool EndDue(ImmutableArray<Alarm> open, DateTimeOffset now)
    {
        var before = _all;
        foreach (var inactive in before)
        {
            if (inactive.Until <= now)
                End(inactive, "WardGrid", "its time is over", now);
            else if (open.Any(a => a.EndedAt is null && inactive.IsFor(a) && !inactive.Covers(a)))
                End(inactive, "WardGrid", "a more urgent alarm of this kind broke through", now);
        }

        return before != _all;
    }

    /// <summary>Ends all inactivations when the patient leaves.</summary>
    public void EndAll(Actor by, DateTimeOffset now)
    {
        foreach (var inactive in _all)
            End(inactive, by, "the patient was discharged", now);
    }

    /// <summary>Records in the audit trail that an alarm was raised without its signals.</summary>
    public void Note(Alarm raised, DateTimeOffset now)
    {
        if (_all.FirstOrDefault(i => i.Covers(raised)) is { } inactive)
            recorder.Add(
                new AuditEntry(
                    now,
                    "WardGrid",
                    "alarm.raised-inactive",
                    raised.Id,
                    $"{Name(inactive)}: {inactive.State} by {inactive.By} since {inactive.Since:O}"
                )
            );
    }

    private void End(AlarmInactivation inactive, Actor by, string why, DateTimeOffset now)
    {
        _all = _all.Remove(inactive);
        recorder.Add(
            new AuditEntry(
                now,
                by,
                "alarm.reactivated",
                bed,
                $"{Name(inactive)}: {inactive.State} by {inactive.By} to on, {why}"
            )
        );
    }

    private static string Name(AlarmInactivation inactive) =>
        inactive.Kind == AlarmKind.Other ? inactive.Text : inactive.Kind.ToString();
}
