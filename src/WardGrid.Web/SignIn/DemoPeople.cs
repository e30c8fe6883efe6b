using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>The three accounts of a demonstration, with a new password at each start, which the log shows.</summary>
/// <remarks>They can sign in only while the server demonstrates.</remarks>
internal sealed partial class DemoPeople(PeopleRegister people, SignInOptions options, ILogger<DemoPeople> log)
    : IHostedService
{
    private static readonly (string UserName, string Name, Roles Roles)[] People =
    [
        (SignInOptions.DemoNurse, "DEMO nurse", Roles.Nurse),
        ("demo-engineer", "DEMO engineer", Roles.Engineer),
        ("demo-admin", "DEMO administrator", Roles.Administrator),
    ];

    // Without 0, o, 1, i, l and u, because a person types it.
    private const string Letters = "23456789abcdefghjkmnpqrstvwxyz";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Demonstrates)
            return;
        foreach (var (userName, name, roles) in People)
        {
            var password = RandomNumberGenerator.GetString(Letters, AccountRules.ShortestPassword);
            await people.SetDemoAsync(new(userName, name, roles, [], password), cancellationToken);
            LogAccount(log, userName, password);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "DEMO account {UserName}, password {Password}")]
    private static partial void LogAccount(ILogger log, string userName, string password);
}
