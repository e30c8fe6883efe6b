using System.Collections.Immutable;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>Alarms, their strips and the nurses' verdicts, stored durably.</summary>
public interface IAlarmLog
{
    /// <summary>Writes an alarm as it is now; completes when it is durable.</summary>
    /// <remarks>
    /// The first verdict on an alarm that is written stays, together with one entry <c>alarm.decided</c> of the audit
    /// trail; a second verdict likewise, with <c>alarm.revised</c>.
    /// </remarks>
    ValueTask WriteAsync(Alarm alarm, AlarmStrip? strip, CancellationToken stop);

    ValueTask<Alarm?> FindAsync(string alarmId, CancellationToken stop);

    ValueTask<AlarmStrip?> StripAsync(string alarmId, CancellationToken stop);

    /// <summary>Newest first.</summary>
    ValueTask<ImmutableArray<Alarm>> AlarmsAsync(AlarmQuery query, CancellationToken stop);

    /// <summary>How many alarms the query finds, without its limit.</summary>
    ValueTask<int> CountAsync(AlarmQuery query, CancellationToken stop);

    /// <summary>Stores a nurse's verdict and its audit entry: both, or neither.</summary>
    ValueTask ReviewAsync(AlarmReview review, CancellationToken stop);

    ValueTask<ImmutableArray<AlarmReview>> ReviewsAsync(string alarmId, CancellationToken stop);
}
