namespace WardGrid.Server.Mqtt;

/// <summary>How a connection ended.</summary>
/// <param name="IsRefusal">It broke a rule or a limit, and is counted.</param>
/// <param name="DropsWill">The client said goodbye: no last will.</param>
/// <param name="TellsPeer">The endpoint ends it, and a 5.0 client is told why.</param>
internal sealed record ConnectionEnd(
    ReasonCode Reason,
    string Detail,
    bool IsRefusal = false,
    bool DropsWill = false,
    bool TellsPeer = false
)
{
    public static readonly ConnectionEnd Lost = new(ReasonCode.UnspecifiedError, "the connection broke");

    /// <summary>The client broke a rule or a limit; it is told, and the refusal is counted.</summary>
    public static ConnectionEnd Broke(ReasonCode reason, string detail) =>
        new(reason, detail, IsRefusal: true, TellsPeer: true);

    /// <summary>A fault of our own.</summary>
    public static ConnectionEnd Fault(Exception e) =>
        Broke(ReasonCode.ImplementationError, $"a fault while serving the connection: {e.GetType().Name}: {e.Message}");
}
