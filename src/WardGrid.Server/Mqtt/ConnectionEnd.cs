namespace WardGrid.Server.Mqtt;

/// <summary>How a connection ended.</summary>
/// <param name="IsRefusal">The client broke a rule or a limit, and this is counted.</param>
/// <param name="DropsWill">The client said goodbye: no last will.</param>
/// <param name="TellsPeer">The endpoint ends the connection, and a 5.0 client gets the reason.</param>
internal sealed record ConnectionEnd(
    ReasonCode Reason,
    string Detail,
    bool IsRefusal = false,
    bool DropsWill = false,
    bool TellsPeer = false
)
{
    public static readonly ConnectionEnd Lost = new(ReasonCode.UnspecifiedError, "the connection broke");

    /// <summary>The client broke a rule or a limit. It gets the reason, and the refusal is counted.</summary>
    public static ConnectionEnd Broke(ReasonCode reason, string detail) =>
        new(reason, detail, IsRefusal: true, TellsPeer: true);

    /// <summary>An error of the server itself.</summary>
    public static ConnectionEnd Fault(Exception e) =>
        Broke(ReasonCode.ImplementationError, $"a fault while serving the connection: {e.GetType().Name}: {e.Message}");
}
