using Microsoft.Extensions.Localization;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;

namespace WardGrid.Web.Text;

/// <summary>
/// The name of an alarm: its kind in the page's language, or the monitor's own text if WardGrid does not know the kind.
/// </summary>
public static class AlarmName
{
    public static string Of(IStringLocalizer words, Alarm alarm) => Of(words, alarm.Kind, alarm.Text);

    public static string Of(IStringLocalizer words, AlarmPart part) => Of(words, part.Kind, part.Text);

    /// <summary>The other alarms of the event that still last, as text; empty if none does.</summary>
    public static string AlsoLasting(IStringLocalizer words, Alarm alarm)
    {
        var names = string.Join(", ", AlarmEvents.AlsoLasting(alarm).Select(part => Of(words, part)));
        return names.Length == 0 ? "" : $" · {words["evidence.alsoLasts", names]}";
    }

    /// <summary>
    /// WardGrid's verdict on an alarm of a kind that it verifies; null for other kinds, which are shown as they were
    /// raised.
    /// </summary>
    public static Verdict? Verdict(Alarm alarm) => AlarmHandling.VerdictOf(alarm);

    private static string Of(IStringLocalizer words, AlarmKind kind, string text) =>
        kind == AlarmKind.Other ? Bare(text) : words[$"kind.{kind}"];

    public static Verdict? Verdict(AlarmPart part) => AlarmHandling.VerdictOf(part);

    /// <summary>The monitor's text without its stars, because the page shows its own.</summary>
    public static string Bare(string monitors) => monitors.Trim('*', ' ') is { Length: > 0 } bare ? bare : monitors;
}
