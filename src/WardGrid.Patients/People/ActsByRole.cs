using System.Collections.Frozen;

namespace WardGrid.Patients.People;

/// <summary>The one table of who may do what.</summary>
public static class ActsByRole
{
    private const Roles Everybody = Roles.Viewer | Roles.Nurse | Roles.Engineer | Roles.Administrator;

    private static readonly FrozenDictionary<Act, Roles> Table = new Dictionary<Act, Roles>
    {
        [Act.ReadWard] = Everybody,
        [Act.ReadAlarms] = Everybody,
        [Act.AcknowledgeAlarm] = Roles.Nurse,
        [Act.ReviewAlarm] = Roles.Nurse,
        [Act.InactivateAlarm] = Roles.Nurse,
        [Act.SetLimits] = Roles.Nurse,
        [Act.SetWardSound] = Roles.Nurse,
        [Act.SetBedGroups] = Roles.Nurse | Roles.Administrator,
        [Act.AssociateDevice] = Roles.Nurse | Roles.Engineer,
        [Act.DischargePatient] = Roles.Nurse,
        [Act.ReadDevices] = Roles.Nurse | Roles.Engineer | Roles.Administrator,
        [Act.RegisterDevice] = Roles.Engineer,
        [Act.RetireDevice] = Roles.Engineer,
        [Act.MapChannel] = Roles.Engineer,
        [Act.MapAlarmCode] = Roles.Engineer,
        [Act.TestDevice] = Roles.Engineer,
        [Act.ReadRefusedMessages] = Roles.Engineer,
        [Act.ReadSuppression] = Roles.Nurse | Roles.Engineer | Roles.Administrator,
        [Act.SetSuppression] = Roles.Administrator,
        [Act.ReadAudit] = Roles.Administrator,
        [Act.ManagePeople] = Roles.Administrator,
        [Act.ReadServer] = Roles.Engineer | Roles.Administrator,
        [Act.ReadDashboard] = Roles.Administrator,
    }.ToFrozenDictionary();

    /// <summary>Whether one of these roles may do the act.</summary>
    public static bool May(this Roles roles, Act act) => (roles & Table[act]) != Roles.None;

    /// <summary>
    /// Whether the act only looks. It stays possible after a session has ended, so that a live screen never goes dark.
    /// </summary>
    public static bool OnlyReads(Act act) =>
        act
            is Act.ReadWard
                or Act.ReadAlarms
                or Act.ReadDevices
                or Act.ReadRefusedMessages
                or Act.ReadSuppression
                or Act.ReadServer
                or Act.ReadDashboard;
}
