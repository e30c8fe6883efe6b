using Microsoft.Extensions.Localization;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;

namespace WardGrid.Web.Text;

/// <summary>
/// An alarm as one says it: its kind in the page's language, or the monitor's own words where WardGrid knows no kind.
/// </summary>
public static class AlarmName
{
    public static string Of(IStringLocalizer words, Alarm alarm) => Of(words, alarm.Kind, alarm.Text);

    public static string Of(IStringLocalizer words, AlarmPart part) => Of(words, part.Kind, part.Text);

    /// <summary>What lasts of the alarm's event beside what it says itself; empty where nothing does.</summary>
    public static string AlsoLasting(IStringLocalizer words, Alarm alarm)
    {
        var names = string.Join(", ", AlarmEvents.AlsoLasting(alarm).Select(part => Of(words, part)));
        return names.Length == 0 ? "" : $" · {words["evidence.alsoLasts", names]}";
    }

    /// <summary>
    /// WardGrid's verdict on an alarm of a kind that it checks; null for the others, which are shown
    /// as they were raised.
    /// </summary>
    public static Verdict? Verdict(Alarm alarm) => AlarmHandling.VerdictOf(alarm);

    private static string Of(IStringLocalizer words, AlarmKind kind, string text) =>
        kind == AlarmKind.Other ? Bare(text) : words[$"kind.{kind}"];

    public static Verdict? Verdict(AlarmPart part) => AlarmHandling.VerdictOf(part);

    /// <summary>The monitor's words without its stars: the page shows its own.</summary>
    public static string Bare(string monitors) => monitors.Trim('*', ' ') is { Length: > 0 } bare ? bare : monitors;
}
