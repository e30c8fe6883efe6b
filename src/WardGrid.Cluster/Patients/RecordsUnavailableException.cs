namespace WardGrid.Cluster.Patients;

/// <summary>The records did not take what must be durable before a device is acknowledged; the caller tries again.</summary>
/// <remarks>A database's own exception cannot cross silos: the other side may not have its type. Only the words of it do.</remarks>
[GenerateSerializer, Alias("wardgrid.records-unavailable")]
public sealed class RecordsUnavailableException : Exception
{
    public RecordsUnavailableException(string message)
        : base(message)
    {
    }

    public RecordsUnavailableException()
    {
    }
}
