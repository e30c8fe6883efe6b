using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shouldly;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Web.Live;
using WardGrid.Web.SignIn;

namespace WardGrid.BrowserTests;

/// <summary>Live lines while the records do not say whether their sessions hold.</summary>
public sealed class LiveSessionTests : IDisposable
{
    private readonly InMemoryAccounts _accounts = new();
    private readonly KeptLog _kept = new();
    private readonly LoggerFactory _logs;
    private readonly LiveSessions _sessions;

    public LiveSessionTests()
    {
        _logs = new([_kept]);
        var check = new SessionCheck(
            _accounts,
            new InMemoryDisplays(),
            new WardGrid.Web.SignIn.SignInOptions(),
            Options.Create(new IdentityOptions())
        );
        _sessions = new(check, _logs.CreateLogger<LiveSessions>());
    }

    private static ClaimsPrincipal Nurse { get; } = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "n1")]));

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task The_log_says_once_for_each_failure_that_nobody_knows_whether_they_hold()
    {
        for (var failure = 1; failure <= 2; failure++)
        {
            _accounts.Fails = new IOException("the disk is full");
            foreach (var _ in Enumerable.Range(0, 3))
                (await HoldsAsync()).ShouldBeTrue("the ward must stay in sight");
            _kept.Lines.Count(line => line.Contains("do not say whether")).ShouldBe(failure);

            _accounts.Fails = null;
            (await HoldsAsync()).ShouldBeFalse("there is no such account");
            (await HoldsAsync()).ShouldBeFalse();
            _kept.Lines.Count(line => line.Contains("say again")).ShouldBe(failure);
        }
    }

    private Task<bool> HoldsAsync() => _sessions.HoldsAsync(Nurse, TestContext.Current.CancellationToken);
}
