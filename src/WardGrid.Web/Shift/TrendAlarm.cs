using WardGrid.Alarms;

namespace WardGrid.Web.Shift;

/// <summary>An alarm on a trend.</summary>
/// <param name="Minute">Minutes since the trend's beginning.</param>
/// <param name="Text">Stars, kind and time.</param>
public sealed record TrendAlarm(int Minute, AlarmPriority Priority, string Text);
