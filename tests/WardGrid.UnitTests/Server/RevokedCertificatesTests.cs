using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using WardGrid.Server.Settings;

namespace WardGrid.UnitTests.Server;

/// <summary>The list of revoked certificates: whose signature counts, and when a new one does.</summary>
public sealed class RevokedCertificatesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-revoked-").FullName;
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly Said _log = new();
    private readonly X509Certificate2 _lost;
    private readonly X509Certificate2 _kept;

    public RevokedCertificatesTests() =>
        (_lost, _kept) = (_authority.Issue("monitor-1"), _authority.Issue("monitor-2"));

    private string File => Path.Combine(_folder, "revoked.pem");

    public void Dispose()
    {
        _lost.Dispose();
        _kept.Dispose();
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_list_names_its_certificates_in_pem_and_in_der(bool isDer)
    {
        Write(_authority.Revoke(_lost), isDer);

        var revoked = Start();

        revoked.Include(_lost).ShouldBeTrue();
        revoked.Include(_kept).ShouldBeFalse();
    }

    [Fact]
    public void The_same_serial_number_of_another_authority_is_not_revoked()
    {
        // The root issued this one, and the list is that of the authority below.
        Write(_authority.Revoke(_authority.Issuer));

        Start().Include(_authority.Issuer).ShouldBeFalse();
    }

    [Theory]
    [InlineData("forged", "none of the authorities has signed")]
    [InlineData("broken", "broken")]
    [InlineData("empty", "holds no list")]
    [InlineData("away", "Could not find file")]
    public void A_list_that_cannot_be_used_stops_the_start_and_says_why(string fault, string why)
    {
        Spoil(fault);

        Should.Throw<SettingsException>(() => Read()).Message.ShouldContain(why);
    }

    [Fact]
    public void A_list_needs_the_authority_that_signed_it()
    {
        Write(_authority.Revoke());

        Should
            .Throw<SettingsException>(() => RevocationFile.Read(Configuration(), null))
            .Message.ShouldContain("Mqtt:ClientAuthority");
    }

    [Fact]
    public void A_new_list_counts_within_a_minute()
    {
        Write(_authority.Revoke());
        var revoked = Start();
        Write(_authority.Revoke(_lost));
        revoked.Include(_lost).ShouldBeFalse();

        _clock.Advance(RevokedCertificates.LookEvery);

        revoked.Include(_lost).ShouldBeTrue();
        _log.Lines.ShouldHaveSingleItem().ShouldContain("names 1 certificates");
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("broken")]
    [InlineData("empty")]
    [InlineData("away")]
    public void A_new_list_that_cannot_be_used_leaves_the_old_one_and_one_line(string fault)
    {
        Write(_authority.Revoke(_lost));
        var revoked = Start();
        Spoil(fault);

        for (var look = 0; look < 3; look++)
        {
            _clock.Advance(RevokedCertificates.LookEvery);
            revoked.Include(_lost).ShouldBeTrue();
        }

        _log.Lines.ShouldHaveSingleItem().ShouldContain("stays in use");
        Write(_authority.Revoke(_lost, _kept));
        _clock.Advance(RevokedCertificates.LookEvery);
        revoked.Include(_kept).ShouldBeTrue();
    }

    private RevokedCertificates Start() => new(Read(), _clock, _log);

    private RevocationFile Read() => RevocationFile.Read(Configuration(), [_authority.Root, _authority.Issuer])!;

    private IConfiguration Configuration() =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Mqtt:ClientRevocationList"] = File })
            .Build();

    private void Spoil(string fault)
    {
        System.IO.File.Delete(File);
        switch (fault)
        {
            case "forged":
                Write(_authority.ForgeList(_lost));
                break;
            case "broken":
                System.IO.File.WriteAllBytes(File, [0x30, 3, 0x02, 1, 0]);
                break;
            case "empty":
                System.IO.File.WriteAllText(File, "");
                break;
        }
    }

    private void Write(string list, bool isDer = false)
    {
        if (isDer)
            System.IO.File.WriteAllBytes(File, Convert.FromBase64String(list[PemEncoding.Find(list).Base64Data]));
        else
            System.IO.File.WriteAllText(File, list);
    }

    private sealed class Said : ILogger<RevokedCertificates>
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
