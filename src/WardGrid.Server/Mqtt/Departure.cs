namespace WardGrid.Server.Mqtt;

/// <summary>How a connection ended.</summary>
/// <param name="IsRefusal">It broke a rule or a limit, and is counted.</param>
/// <param name="DropsWill">The client said goodbye: no last will.</param>
/// <param name="TellsPeer">The endpoint ends it, and a 5.0 client is told why.</param>
internal sealed record Departure(ReasonCode Reason, string Detail, bool IsRefusal = false, bool DropsWill = false, bool TellsPeer = false);
