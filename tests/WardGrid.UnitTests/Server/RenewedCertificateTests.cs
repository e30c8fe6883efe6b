using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using WardGrid.Server.Settings;

namespace WardGrid.UnitTests.Server;

/// <summary>A certificate whose files change while the server runs.</summary>
public sealed class RenewedCertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-renewed-").FullName;
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly Said _said = new();
    private readonly RenewedCertificate _renewed;

    public RenewedCertificateTests()
    {
        var (file, key) = Write("first");
        var configuration = new ConfigurationManager { ["Web:Certificate"] = file, ["Web:CertificateKey"] = key };
        _renewed = new(WebSettings.Read(configuration).Certificate!, _clock, _said);
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_new_one_counts_from_the_next_minute_with_its_chain()
    {
        Write("second");
        Shown.ShouldBe("CN=first");

        _clock.Advance(RenewedCertificate.LookEvery);

        Shown.ShouldBe("CN=second");
        _renewed.Context.TargetCertificate.Subject.ShouldBe("CN=second");
        _renewed.Context.IntermediateCertificates.ShouldContain(c => c.Subject == _authority.Issuer.Subject);
        _said.Lines.ShouldHaveSingleItem().ShouldContain("was renewed");
    }

    [Theory]
    [InlineData("no certificate at all")]
    [InlineData("the key of another one")]
    [InlineData("away")]
    public void One_that_cannot_be_used_leaves_the_old_one_and_one_line_in_the_log(string what)
    {
        switch (what)
        {
            case "no certificate at all":
                File.WriteAllText(Path.Combine(_folder, "ward.pem"), "broken");
                break;
            case "the key of another one":
                var key = File.ReadAllText(Path.Combine(_folder, "ward.key"));
                Write("second");
                File.WriteAllText(Path.Combine(_folder, "ward.key"), key);
                break;
            default:
                File.Delete(Path.Combine(_folder, "ward.pem"));
                break;
        }

        for (var minute = 0; minute < 3; minute++)
        {
            _clock.Advance(RenewedCertificate.LookEvery);
            Shown.ShouldBe("CN=first");
        }

        _said.Lines.ShouldHaveSingleItem().ShouldContain("Web:Certificate has changed and cannot be used");
        Write("third");
        _clock.Advance(RenewedCertificate.LookEvery);
        Shown.ShouldBe("CN=third");
    }

    private string Shown => _renewed.Certificate.Subject;

    private (string File, string Key) Write(string name)
    {
        using var certificate = _authority.Issue(name);
        return _authority.Write(_folder, certificate, "ward");
    }

    private sealed class Said : ILogger<RenewedCertificate>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Add(formatter(state, exception));
    }
}
