using Microsoft.Extensions.Localization;
using WardGrid.Alarms;
using WardGrid.Patients;

namespace WardGrid.Web.Text;

/// <summary>An alarm as one says it: its kind in the page's language, or the monitor's own words where WardGrid knows no kind.</summary>
public static class AlarmName
{
    public static string Of(IStringLocalizer words, Alarm alarm) => alarm.Kind == AlarmKind.Other ? Bare(alarm.Text) : words[$"kind.{alarm.Kind}"];

    /// <summary>WardGrid's verdict on an alarm of a kind that it checks; null for the others, which are shown as they were raised.</summary>
    public static Verdict? Verdict(Alarm alarm) => AlarmHandling.IsVerified(alarm.Kind) ? alarm.Decision?.Verdict : null;

    /// <summary>The monitor's words without its stars: the page shows its own.</summary>
    public static string Bare(string monitors) => monitors.Trim('*', ' ') is { Length: > 0 } bare ? bare : monitors;
}
