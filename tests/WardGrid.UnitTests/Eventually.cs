using System.Runtime.CompilerServices;

namespace WardGrid.UnitTests;

/// <summary>
/// Waits for what happens on other threads, with an end: a test that would wait for ever fails and says on what.
/// </summary>
public static class Eventually
{
    /// <summary>A minute of real time, for a loaded machine; no promise of the product.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Asks again, doing <paramref name="meanwhile"/> between, until it is so.</summary>
    public static async Task UntilAsync(
        Func<bool> isSo,
        Func<Task>? meanwhile = null,
        [CallerArgumentExpression(nameof(isSo))] string what = ""
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!isSo())
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"It never came: {what}");
            if (meanwhile is not null)
                await meanwhile();
            await Task.Yield();
        }
    }
}
