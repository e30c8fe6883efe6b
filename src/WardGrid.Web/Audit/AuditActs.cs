using System.Collections.Immutable;
using Microsoft.Extensions.Localization;
using WardGrid.Web.Text;

namespace WardGrid.Web.Audit;

/// <summary>The acts that the audit trail names, in groups, with their words for people.</summary>
internal static class AuditActs
{
    /// <summary>Every act, by the beginning that its group shares.</summary>
    public static readonly ImmutableArray<(string Group, ImmutableArray<string> Acts)> Groups =
    [
        ("patient.", ["patient.viewed"]),
        (
            "alarm.",
            [
                "alarm.decided",
                "alarm.revised",
                "alarm.not-raised",
                "alarm.acknowledged",
                "alarm.reviewed",
                "alarm.inactivated",
                "alarm.reactivated",
                "alarm.raised-inactive",
                "alarm.closed",
            ]
        ),
        ("limits.", ["limits.changed"]),
        ("suppression.", ["suppression.set"]),
        ("device.", ["device.registered", "device.bound", "device.unbound", "device.retired"]),
        ("channel.", ["channel.mapped"]),
        ("alarm-code.", ["alarm-code.mapped"]),
        ("group.", ["group.changed", "group.removed"]),
        ("ward.", ["ward.sound.on", "ward.sound.paused", "ward.sound.off"]),
        ("session.", ["session.begun", "session.refused", "session.ended"]),
        ("pin.", ["pin.refused"]),
        (
            "person.",
            [
                "person.added",
                "person.rights.changed",
                "person.password.changed",
                "person.pin.changed",
                "person.secondfactor.added",
                "person.secondfactor.removed",
                "person.disabled",
                "person.enabled",
            ]
        ),
        ("display.", ["display.added", "display.revoked"]),
        ("audit.", ["audit.searched", "audit.exported", "audit.sealed"]),
    ];

    /// <summary>The act in words; the act itself, where a newer or older server has recorded it.</summary>
    public static string Name(IStringLocalizer<Words> words, string act)
    {
        var named = words[$"act.{act}"];
        return named.ResourceNotFound ? act : named.Value;
    }
}
