using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Grains;

/// <summary>
/// What of one device is on its way to its patient: a bounded number of messages, since a grain's own queue has no
/// bound.
/// </summary>
public sealed partial class DeviceLine
{
    /// <summary>
    /// Messages on their way at once: 12 s of a bed that sends four frames and a set of numbers per second.
    /// </summary>
    public const int Capacity = 64;

    public static readonly Refusal Full = new(
        RefusalReason.MailboxFull,
        $"{Capacity} messages wait already; this one was dropped"
    );

    private readonly SemaphoreSlim _room = new(Capacity);
    private volatile bool _acknowledgesSamples;
    private int _lost;

    /// <summary>
    /// Whether the device wants its samples acknowledged, which then wait behind an alert that is not.
    /// </summary>
    public bool AcknowledgesSamples
    {
        get => _acknowledgesSamples;
        set => _acknowledgesSamples = value;
    }

    /// <summary>Takes a place for a message that nobody waits for; false where there is none.</summary>
    public bool TryEnter() => _room.Wait(0);

    public void Leave() => _room.Release();

    /// <summary>
    /// Passes a message on that somebody waits for; where there is no place it waits for one, and the device is not
    /// acknowledged.
    /// </summary>
    public async Task<Refusal> PassAsync(Func<Task<Refusal>> accept, CancellationToken stop)
    {
        await _room.WaitAsync(stop);
        try
        {
            return await accept();
        }
        finally
        {
            Leave();
        }
    }

    public void Reached() => Volatile.Write(ref _lost, 0);

    /// <summary>A message that nobody waits for did not reach its patient; said once until one does.</summary>
    public void Lost(ILogger log, Exception e, DeviceAssociation association)
    {
        if (Interlocked.Exchange(ref _lost, 1) == 0)
            LogLost(log, e, association.Bed);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A message for bed {Bed} did not reach its patient; the bed is seen as silent until one does."
    )]
    private static partial void LogLost(ILogger log, Exception e, string bed);
}
