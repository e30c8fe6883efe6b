using System.Net;
using System.Net.Http.Json;
using Shouldly;

namespace WardGrid.UnitTests.Server;

/// <summary>Signs a test in at a server of its own, as its first administrator with every role.</summary>
public static class SignedIn
{
    public const string UserName = "tester";

    public const string Password = "a long pass phrase";

    public const string FirstRunCode = "FIRST-RUN-CODE-OF-THE-TESTS";

    /// <summary>What the environment of the server needs for it.</summary>
    public static Dictionary<string, string?> Settings { get; } =
        new() { ["SignIn__FirstRunCode"] = FirstRunCode, ["SignIn__SecondFactor"] = "nobody" };

    public static async Task AsTesterAsync(HttpClient http)
    {
        var first = new
        {
            code = FirstRunCode,
            userName = UserName,
            password = Password,
            roles = "Viewer, Nurse, Engineer, Administrator",
        };
        using var made = await http.PostAsJsonAsync("/api/first-run", first);
        if (made.StatusCode != HttpStatusCode.Conflict)
        {
            made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
            return;
        }

        // A server that was started before on the same folder knows its people.
        await AsAsync(http, UserName, Password);
    }

    public static async Task AsAsync(HttpClient http, string userName, string password)
    {
        using var signed = await http.PostAsJsonAsync("/api/sign-in", new { userName, password });
        signed.StatusCode.ShouldBe(HttpStatusCode.NoContent, await signed.Content.ReadAsStringAsync());
    }
}
