namespace WardGrid.Server.Grains;

/// <summary>
/// The records did not take what must be durable before a device is acknowledged, or cannot be read; the caller tries
/// again.
/// </summary>
/// <remarks>
/// A database's own exception cannot cross silos: the other side may not have its type. Only the words of it do.
/// </remarks>
[GenerateSerializer, Alias("wardgrid.records-unavailable")]
public sealed class RecordsUnavailableException : Exception
{
    public RecordsUnavailableException(string message)
        : base(message) { }

    public RecordsUnavailableException() { }

    /// <summary>Reads from the records; a failure becomes one that is to be tried again.</summary>
    internal static async ValueTask<T> ReadAsync<T>(ValueTask<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new RecordsUnavailableException($"The records could not be read: {e.Message}");
        }
    }
}
