using System.Security.Cryptography.X509Certificates;

namespace WardGrid.Server.Settings;

/// <summary>The revoked certificates of devices; a new list counts within a minute, without a restart.</summary>
/// <remarks>Thread-safe. A new file that cannot be used leaves the old lists in use, and one line in the log.</remarks>
public sealed partial class RevokedCertificates
{
    /// <summary>How often the file is looked at, at most. It is a choice: authorities issue lists daily.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _turn = new();
    private readonly RevocationFile _file;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private byte[] _tried;
    private string? _trouble;
    private DateTimeOffset _lookedAt;
    private RevocationList[] _lists;

    public RevokedCertificates(RevocationFile file, TimeProvider clock, ILogger<RevokedCertificates> log)
    {
        (_file, _clock, _log, _lookedAt) = (file, clock, log, clock.GetUtcNow());
        _tried = File.ReadAllBytes(file.Path);
        _lists = RevocationList.ReadAll(_tried, file.Authorities);
    }

    public bool Include(X509Certificate2 certificate)
    {
        lock (_turn)
        {
            var now = _clock.GetUtcNow();
            if (now - _lookedAt >= LookEvery)
            {
                _lookedAt = now;
                TakeNew();
            }

            return _lists.Any(list => list.Includes(certificate));
        }
    }

    private void TakeNew()
    {
        try
        {
            var bytes = File.ReadAllBytes(_file.Path);
            if (_trouble is null && bytes.AsSpan().SequenceEqual(_tried))
                return;
            _lists = RevocationList.ReadAll(bytes, _file.Authorities);
            (_tried, _trouble) = (bytes, null);
            LogRenewed(_log, _lists.Sum(list => list.Count));
        }
        catch (Exception e) when (RevocationFile.IsUnusable(e))
        {
            // What stays wrong is said once.
            if (_trouble != e.Message)
                LogUnusable(_log, _trouble = e.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The file of Mqtt:ClientRevocationList was renewed. It names {Count} certificates."
    )]
    private static partial void LogRenewed(ILogger log, int count);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The file of Mqtt:ClientRevocationList has changed and cannot be used: {Why}. The list that was read "
            + "before stays in use."
    )]
    private static partial void LogUnusable(ILogger log, string why);
}
