using WardGrid.Alarms;

namespace WardGrid.Patients.Alarms;

/// <summary>The order in which verifications begin where several wait: the highest first.</summary>
public enum VerificationUrgency
{
    /// <summary>The second verification of an alarm that has had its verdict.</summary>
    SecondLook,

    /// <summary>The first verification of an alarm of low priority; the others likewise.</summary>
    Low,
    Medium,
    High,
}

/// <summary>The lane in which the verifications of all patients run: a few at a time, the most urgent first.</summary>
/// <remarks>
/// One verification takes tens of milliseconds of a processor. In the patients' turns, 50 alarms within a second would
/// keep every thread from the frames of the other beds. The lane has its own threads, at most one less than there are
/// processors, and only while something waits. Thread-safe.
/// </remarks>
/// <param name="width">How many verifications run at the same time.</param>
public sealed class VerificationLane(int width)
{
    /// <summary>
    /// The most verifications that wait. Each holds a copy of its bed's last minute, which is about half a megabyte.
    /// </summary>
    public const int MostWaiting = 200;

    /// <summary>The same for those that are not of high priority, so that there is room for the urgent ones.</summary>
    public const int MostPatientWaiting = 50;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Job, (int, long)> _waiting = new();
    private long _came;
    private int _running;

    /// <summary>The usual width: all processors but one, and at least one.</summary>
    public static int UsualWidth => Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Whether a verification may enter; one that may not enters with a later turn of its patient.</summary>
    public bool HasRoom(VerificationUrgency urgency)
    {
        lock (_gate)
            return _waiting.Count < (urgency == VerificationUrgency.High ? MostWaiting : MostPatientWaiting);
    }

    /// <summary>Runs a verification when its place in the order has come.</summary>
    /// <param name="stop">Takes a verification that has not begun out of the lane.</param>
    public Task<AlarmDecision> RunAsync(
        VerificationUrgency urgency,
        Func<ValueTask<AlarmDecision>> work,
        CancellationToken stop = default
    )
    {
        var job = new Job(work, ExecutionContext.Capture(), stop);
        lock (_gate)
        {
            _waiting.Enqueue(job, (-(int)urgency, _came++));
            if (_running == width)
                return job.Done.Task;
            _running++;
        }

        // A thread of its own: a thread of the pool would be missing for the frames.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Factory.StartNew(
                RunWaiting,
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
        return job.Done.Task;
    }

    private void RunWaiting()
    {
        while (Next() is { } job)
            job.Run();
    }

    /// <summary>The verification that begins now; null if none waits, and then the calling thread ends.</summary>
    private Job? Next()
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out var job, out _))
                return job;
            _running--;
            return null;
        }
    }

    private sealed class Job(Func<ValueTask<AlarmDecision>> work, ExecutionContext? context, CancellationToken stop)
    {
        public TaskCompletionSource<AlarmDecision> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Runs to the end on this thread; an exception is the verification's, and the lane goes on.</summary>
        public void Run()
        {
            if (context is null)
                Work();
            else
                ExecutionContext.Run(context, static job => ((Job)job!).Work(), this);
        }

        private void Work()
        {
            if (stop.IsCancellationRequested)
            {
                Done.SetCanceled(stop);
                return;
            }

            try
            {
                Done.SetResult(work().AsTask().GetAwaiter().GetResult());
            }
            catch (Exception e)
            {
                Done.SetException(e);
            }
        }
    }
}
