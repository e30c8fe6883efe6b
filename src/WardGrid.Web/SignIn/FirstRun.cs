using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WardGrid.Patients;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>
/// Makes the first administrator of a new server: only with the code that its log shows, and only while there is no
/// account.
/// </summary>
internal sealed partial class FirstRun(
    PeopleRegister people,
    IAccounts accounts,
    SignInOptions options,
    ILogger<FirstRun> log
) : IHostedService
{
    // Without 0, O, 1, I, L and U, because a person types it.
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly string _code = options.FirstRunCode ?? RandomNumberGenerator.GetString(Letters, 20);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.FirstRunCode is null && !options.Demonstrates && await IsOpenAsync(cancellationToken))
            LogCode(log, _code);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether there is no account yet.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken stop) =>
        (await accounts.AllAsync(stop)).All(account => account.Demo);

    public async Task<CommandOutcome> MakeAsync(string code, NewPerson person, string from, CancellationToken stop)
    {
        var isRight = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(code.Trim()),
            Encoding.UTF8.GetBytes(_code)
        );
        if (!isRight)
            return CommandOutcome.Refused("This is not the code from the server's log.");
        return await people.AddFirstAsync(person with { Roles = person.Roles | Roles.Administrator }, from, stop);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There is no administrator yet. Open /first-run and enter this code, which holds until the server "
            + "ends: {Code}"
    )]
    private static partial void LogCode(ILogger log, string code);
}
