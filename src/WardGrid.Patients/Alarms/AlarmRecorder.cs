using System.Collections.Immutable;
using System.Diagnostics;
using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Patients.Records;

namespace WardGrid.Patients.Alarms;

/// <summary>
/// Writes a patient's decisions to the alarm log, the audit trail and the stored state, and tries again until they are
/// durable.
/// </summary>
/// <remarks>
/// A turn never waits for it. One batch is written at a time: <see cref="Harvest(DateTimeOffset)"/> takes its result,
/// and <see cref="WriteNext"/> starts the next. The patient uses this in its turns only, and does not touch a batch
/// that is being written.
/// </remarks>
public sealed class AlarmRecorder(PatientDependencies dependencies)
{
    /// <summary>
    /// The most alarms that wait with their strips. Beyond it the oldest strips are dropped, but never the alarms.
    /// </summary>
    public const int MostStrips = 50;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private Batch _next = new();
    private Batch? _onItsWay;
    private TimeSpan _pause;
    private DateTimeOffset _notBefore;

    /// <summary>Alarms that are not recorded yet, oldest first.</summary>
    public ImmutableArray<Alarm> Unrecorded => [.. (_onItsWay?.Alarms ?? []).Concat(_next.Alarms).Select(a => a.Alarm)];

    /// <summary>Batches that failed since the last success; 0 while the store works.</summary>
    public int Failures { get; private set; }

    /// <summary>Why the last batch failed; null while the store works.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>
    /// Completes when everything added so far is written (true), or when it could not be written and will be tried
    /// again (false).
    /// </summary>
    public Task<bool> Settled
    {
        get
        {
            if (_next.IsEmpty)
                return _onItsWay?.Settled.Task ?? Task.FromResult(true);
            var waitsAfterFailure = _onItsWay is null && Failures > 0;
            return waitsAfterFailure ? Task.FromResult(false) : _next.Settled.Task;
        }
    }

    public void Add(Alarm alarm, AlarmStrip? strip)
    {
        var at = _next.Alarms.FindIndex(a => a.Alarm.Id == alarm.Id);
        if (at >= 0)
            _next.Alarms[at] = (alarm, strip ?? _next.Alarms[at].Strip);
        else
            _next.Alarms.Add((alarm, strip));
        if (_next.Alarms.Count > MostStrips && _next.Alarms[^(MostStrips + 1)] is { Strip: not null } oldest)
            _next.Alarms[^(MostStrips + 1)] = (oldest.Alarm, null);
    }

    /// <summary>Marks the patient's state as changed without a changed alarm.</summary>
    public void StateChanged() => _next.StateChanged = true;

    public void Add(AuditEntry entry) => _next.Entries.Add(entry);

    /// <summary>Takes the result of the last batch; returns the alarms that are now recorded.</summary>
    public ImmutableArray<Alarm> Harvest(DateTimeOffset now)
    {
        if (_onItsWay is not { Settled.Task.IsCompleted: true } batch)
            return [];
        ImmutableArray<Alarm> written = [.. batch.Alarms.Take(batch.AlarmsWritten).Select(a => a.Alarm)];
        Harvest(batch, now);
        _onItsWay = null;
        return written;
    }

    /// <summary>Starts to write what waits, unless a batch is being written or the last one failed just now.</summary>
    /// <param name="state">The patient's state without <see cref="PatientState.Unrecorded"/>.</param>
    public void WriteNext(DateTimeOffset now, Func<PatientState> state)
    {
        if (_onItsWay is not null || _next.IsEmpty || now < _notBefore)
            return;
        (_onItsWay, _next) = (_next, new());
        _ = WriteAsync(_onItsWay, state());
    }

    private void Harvest(Batch batch, DateTimeOffset now)
    {
        if (batch.Failure is null)
        {
            (Failures, Failure, _pause) = (0, null, TimeSpan.Zero);
            return;
        }

        Failures++;
        Failure = batch.Failure;
        var doubled = _pause * 2 > LongestPause ? LongestPause : _pause * 2;
        _pause = _pause == TimeSpan.Zero ? FirstPause : doubled;
        _notBefore = now + _pause;
        _next.PutBefore(batch);
    }

    private async Task WriteAsync(Batch batch, PatientState state)
    {
        // Not in the turn: a store that writes synchronously would delay the ward.
        await Task.Yield();
        using var trace = PatientTraces.Record(batch.Alarms.Count, batch.Entries.Count);
        try
        {
            for (; batch.AlarmsWritten < batch.Alarms.Count; batch.AlarmsWritten++)
            {
                var (alarm, strip) = batch.Alarms[batch.AlarmsWritten];
                await dependencies.Book.WriteAsync(alarm, strip, CancellationToken.None).ConfigureAwait(false);
            }

            for (; batch.EntriesWritten < batch.Entries.Count; batch.EntriesWritten++)
                await dependencies
                    .Audit.RecordAsync(batch.Entries[batch.EntriesWritten], CancellationToken.None)
                    .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            batch.Failure = e;
        }

        try
        {
            await dependencies
                .States.SaveAsync(
                    state with
                    {
                        Unrecorded = [.. batch.Alarms.Skip(batch.AlarmsWritten).Select(a => a.Alarm)],
                    },
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            batch.Failure ??= e;
        }

        if (batch.Failure is { } failure)
            trace?.SetStatus(ActivityStatusCode.Error, failure.Message);
        batch.Settled.SetResult(batch.Failure is null);
    }

    private sealed class Batch
    {
        public List<(Alarm Alarm, AlarmStrip? Strip)> Alarms { get; } = [];

        public List<AuditEntry> Entries { get; } = [];

        /// <summary>Whether the patient's state has changed without a changed alarm.</summary>
        public bool StateChanged { get; set; }

        public int AlarmsWritten { get; set; }

        public int EntriesWritten { get; set; }

        public Exception? Failure { get; set; }

        public TaskCompletionSource<bool> Settled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsEmpty => Alarms.Count == 0 && Entries.Count == 0 && !StateChanged;

        /// <summary>
        /// Adds what a failed batch did not write, before what came later. A newer state of an alarm replaces the older
        /// one.
        /// </summary>
        public void PutBefore(Batch failed)
        {
            foreach (var (alarm, strip) in failed.Alarms.Skip(failed.AlarmsWritten).Reverse())
            {
                var newer = Alarms.FindIndex(a => a.Alarm.Id == alarm.Id);
                if (newer < 0)
                    Alarms.Insert(0, (alarm, strip));
                else if (Alarms[newer].Strip is null)
                    Alarms[newer] = (Alarms[newer].Alarm, strip);
            }

            Entries.InsertRange(0, failed.Entries.Skip(failed.EntriesWritten));
            StateChanged = true;
        }
    }
}
