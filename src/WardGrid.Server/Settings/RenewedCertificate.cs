using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace WardGrid.Server.Settings;

/// <summary>A certificate that counts from the minute in which its files are renewed, without a restart.</summary>
/// <remarks>
/// Thread-safe. A connection that comes looks at the files, at most once in <see cref="LookEvery"/>. New files that
/// cannot be used leave the old certificate in use and one line in the log.
/// </remarks>
public sealed partial class RenewedCertificate
{
    /// <summary>
    /// How often the files are looked at. It is a choice: certificates are renewed days before their end.
    /// </summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _turn = new();
    private readonly CertificateSource? _source;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private ImmutableArray<byte> _tried;
    private DateTimeOffset _lookedAt;
    private (X509Certificate2 Certificate, SslStreamCertificateContext Context) _current;

    public RenewedCertificate(CertificateFile first, TimeProvider clock, ILogger<RenewedCertificate> log)
    {
        (_source, _clock, _log) = (first.Source, clock, log);
        (_lookedAt, _tried, _current) = (clock.GetUtcNow(), first.Bytes, Used(first));
    }

    public static RenewedCertificate Of(CertificateFile first, IServiceProvider services) =>
        new(
            first,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<RenewedCertificate>>()
        );

    public X509Certificate2 Certificate => Look().Certificate;

    /// <summary>The certificate with those between it and its authority.</summary>
    public SslStreamCertificateContext Context => Look().Context;

    private (X509Certificate2 Certificate, SslStreamCertificateContext Context) Look()
    {
        lock (_turn)
        {
            var now = _clock.GetUtcNow();
            if (_source is null || now - _lookedAt < LookEvery)
                return _current;
            _lookedAt = now;
            TakeNew(_source);
            return _current;
        }
    }

    private void TakeNew(CertificateSource source)
    {
        try
        {
            var bytes = source.ReadBytes();
            if (bytes.AsSpan().SequenceEqual(_tried.AsSpan()))
                return;
            _tried = bytes;
            var file = CertificateFile.Read(source);
            _current = Used(file);
            LogRenewed(_log, source.Section, file.Certificate.NotAfter);
        }
        catch (Exception e) when (CertificateFile.IsUnreadable(e))
        {
            var isAway = e is IOException or UnauthorizedAccessException;
            // A file that is away for hours is said once.
            if (!isAway || !_tried.IsEmpty)
                LogUnusable(_log, source.Section, e.Message.TrimEnd('.'));
            if (isAway)
                _tried = [];
        }
    }

    /// <summary>Nothing is fetched from the addresses that a certificate names.</summary>
    private static (X509Certificate2, SslStreamCertificateContext) Used(CertificateFile file) =>
        (file.Certificate, SslStreamCertificateContext.Create(file.Certificate, file.Chain, offline: true));

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The file of {Section}:Certificate was renewed. The new certificate holds from now on, until "
            + "{Until:yyyy-MM-dd}."
    )]
    private static partial void LogRenewed(ILogger log, string section, DateTime until);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The file of {Section}:Certificate has changed and cannot be used: {Why}. The certificate that was "
            + "read before stays in use until the file changes again."
    )]
    private static partial void LogUnusable(ILogger log, string section, string why);
}
