using System.Security.Claims;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Web.SignIn;

namespace WardGrid.Web.Audit;

/// <summary>Records in the audit trail who looked at which patient, once for each visit.</summary>
/// <remarks>
/// Thread-safe. It never delays a page: the entries wait here until the records take them. Wall screens are not
/// recorded, because nobody is known to stand before one.
/// </remarks>
public sealed partial class PatientViews(IAuditTrail audit, TimeProvider clock, ILogger<PatientViews> log)
    : IHostedService
{
    /// <summary>How long a person's looks at one patient are one visit. It is a choice.</summary>
    public static readonly TimeSpan Visit = TimeSpan.FromMinutes(15);

    /// <summary>Entries that wait while the records do not answer; a ward makes far fewer in an hour.</summary>
    private const int MostWaiting = 10_000;

    /// <summary>Visits that are remembered before the old ones are forgotten.</summary>
    private const int ManyVisits = 5_000;

    private readonly Lock _turn = new();
    private readonly Dictionary<(string By, string Patient), DateTimeOffset> _visits = [];
    private readonly Channel<AuditEntry> _waiting = Channel.CreateBounded<AuditEntry>(MostWaiting);
    private Task _writing = Task.CompletedTask;

    /// <summary>A person looks at a patient.</summary>
    public void Note(ClaimsPrincipal user, string patientId, string bed)
    {
        if (!user.IsSignedIn() || user.IsDisplay())
            return;
        var entry = new AuditEntry(clock.GetUtcNow(), user.Actor(), "patient.viewed", patientId, bed);
        if (Begins(entry) && !_waiting.Writer.TryWrite(entry))
            NotRecorded(entry, null);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writing = Task.Run(WriteAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Writes what waits; the host bounds how long.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogLeft(log, _waiting.Reader.Count);
        }
    }

    private async Task WriteAsync()
    {
        await foreach (var entry in _waiting.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await audit.RecordAsync(entry, CancellationToken.None);
            }
            catch (Exception e)
            {
                NotRecorded(entry, e);
            }
        }
    }

    private bool Begins(AuditEntry entry)
    {
        lock (_turn)
        {
            if (_visits.TryGetValue((entry.By, entry.Subject), out var since) && entry.At - since < Visit)
                return false;
            if (_visits.Count >= ManyVisits)
                foreach (var (visit, _) in _visits.Where(v => entry.At - v.Value >= Visit).ToList())
                    _visits.Remove(visit);
            _visits[(entry.By, entry.Subject)] = entry.At;
            return true;
        }
    }

    /// <summary>The next look is recorded instead.</summary>
    private void NotRecorded(AuditEntry entry, Exception? why)
    {
        lock (_turn)
            _visits.Remove((entry.By, entry.Subject));
        LogNotRecorded(log, entry.By, entry.Subject, entry.Detail, why);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The audit trail could not take that {By} looked at patient {Patient} of bed {Bed}."
    )]
    private static partial void LogNotRecorded(ILogger log, string by, string patient, string bed, Exception? why);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The records did not answer before the end: {Left} or more looks at patients are not recorded."
    )]
    private static partial void LogLeft(ILogger log, int left);
}
