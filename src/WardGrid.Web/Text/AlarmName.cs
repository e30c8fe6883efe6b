using Microsoft.Extensions.Localization;
using WardGrid.Alarms;
using WardGrid.Patients;

namespace WardGrid.Web.Text;

/// <summary>An alarm as one says it: its kind in the page's language, or the monitor's own words where WardGrid knows no kind.</summary>
public static class AlarmName
{
    public static string Of(IStringLocalizer words, Alarm alarm) => alarm.Kind == AlarmKind.Other ? alarm.Text : words[$"kind.{alarm.Kind}"];
}
