using System.Security.Claims;
using Microsoft.Extensions.Logging;
using WardGrid.Web.SignIn;

namespace WardGrid.Web.Live;

/// <summary>Whether the sessions of live lines hold. Records that do not answer end none.</summary>
/// <remarks>Thread-safe. All lines share it, so that the log says once that the records do not answer.</remarks>
public sealed partial class LiveSessions(SessionCheck check, ILogger<LiveSessions> log)
{
    private int _isUnanswered;

    public async Task<bool> HoldsAsync(ClaimsPrincipal user, CancellationToken stop)
    {
        try
        {
            var holds = await check.HoldsAsync(user, stop);
            if (Interlocked.Exchange(ref _isUnanswered, 0) == 1)
                LogAnswered(log);
            return holds;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            if (Interlocked.Exchange(ref _isUnanswered, 1) == 0)
                LogUnanswered(log, e);
            // The ward must stay in sight.
            return true;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The records do not say whether the sessions of live pages hold. The pages stay live, also those of "
            + "accounts that were disabled and displays that were revoked in the meantime."
    )]
    private static partial void LogUnanswered(ILogger log, Exception why);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The records say again whether the sessions of live pages hold."
    )]
    private static partial void LogAnswered(ILogger log);
}
