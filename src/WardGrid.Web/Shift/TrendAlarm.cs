using WardGrid.Alarms;

namespace WardGrid.Web.Shift;

/// <summary>An alarm on a trend.</summary>
/// <param name="Minute">Minutes since the trend's beginning.</param>
/// <param name="Lasted">Minutes that it lasted, or has lasted so far.</param>
/// <param name="IsTechnical">Whether it is about the equipment, not the patient.</param>
/// <param name="Text">Stars, kind and time.</param>
public sealed record TrendAlarm(int Minute, double Lasted, AlarmPriority Priority, bool IsTechnical, string Text);
