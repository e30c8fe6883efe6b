namespace WardGrid.Alarms.Verification.Rules;

/// <summary>What a channel says of an alarm.</summary>
/// <param name="Agrees">true: it shows the event; false: it shows that the event did not happen; null: it says
/// nothing.</param>
/// <param name="Rate">Beats per minute that it shows shortly before the alarm; NaN where it shows none.</param>
public readonly record struct ChannelFinding(bool? Agrees, float Rate, Reason Words);
