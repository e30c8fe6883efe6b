using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Playwright;
using Xunit.v3;

namespace WardGrid.BrowserTests;

/// <summary>
/// The errors that the pages of the running test wrote to the browser's console, and the exceptions that nobody caught.
/// </summary>
internal static class ConsoleErrors
{
    private static readonly ConcurrentQueue<string> Seen = [];
    private static readonly ConcurrentQueue<string> Expected = [];

    // Pages of earlier tests stay open for a while, without their server.
    private static int _test;
    private static bool _serverHasLeft;

    public static void Watch(IPage page)
    {
        var test = _test;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Keep(test, $"{message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => Keep(test, error);
    }

    /// <summary>The test takes its server away: what its pages say from here on is about that.</summary>
    public static void ServerLeaves() => _serverHasLeft = true;

    /// <summary>
    /// Lets the running test make errors that hold these words: a test that kills its server sees failed connections.
    /// </summary>
    public static void Expect(params string[] words)
    {
        foreach (var word in words)
            Expected.Enqueue(word);
    }

    /// <summary>What a page says when its server has gone away or does not answer.</summary>
    public static void ExpectLostServer() =>
        Expect(
            "WebSocket connection to",
            "ERR_CONNECTION",
            "Failed to load resource",
            "Failed to fetch",
            "Connection disconnected",
            "ERR_EMPTY_RESPONSE"
        );

    public static void Begin()
    {
        _test++;
        _serverHasLeft = false;
        Seen.Clear();
        Expected.Clear();
    }

    private static void Keep(int test, string said)
    {
        if (test == _test && !_serverHasLeft)
            Seen.Enqueue(said);
    }

    public static string[] Unexpected =>
        [.. Seen.Where(said => !Expected.Any(word => said.Contains(word, StringComparison.Ordinal)))];
}

/// <summary>Fails every browser test whose pages wrote an error that the test did not expect.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NoConsoleErrorAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => ConsoleErrors.Begin();

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (ConsoleErrors.Unexpected is { Length: > 0 } errors)
            Assert.Fail($"The pages wrote errors to the console:\n{string.Join('\n', errors)}");
    }
}
