namespace WardGrid.Patients.People;

/// <summary>Everything that a person can do or see in WardGrid; each endpoint and each button names one.</summary>
/// <remarks>Which role may do which act is in <see cref="ActsByRole"/>; docs/security.md shows it as a table.</remarks>
public enum Act
{
    /// <summary>See the ward's beds, waves, numbers and alarms.</summary>
    ReadWard,

    /// <summary>See past alarms with their evidence, strips and reviews.</summary>
    ReadAlarms,
    AcknowledgeAlarm,

    /// <summary>Say whether an alarm was true.</summary>
    ReviewAlarm,

    /// <summary>Pause an alarm, turn it off, and turn it on again.</summary>
    InactivateAlarm,
    SetLimits,

    /// <summary>Turn the sound of the ward's walls on, off, or pause it.</summary>
    SetWardSound,
    SetBedGroups,

    /// <summary>Bind a device and a patient to a bed: admit, transfer, or swap the device.</summary>
    AssociateDevice,
    DischargePatient,

    /// <summary>See the registered devices and what they serve.</summary>
    ReadDevices,

    /// <summary>Register a device, or give it a new password.</summary>
    RegisterDevice,
    RetireDevice,

    /// <summary>Say what a channel of a device measures.</summary>
    MapChannel,

    /// <summary>Say what an alarm code of a device means.</summary>
    MapAlarmCode,

    /// <summary>Measure for some time whether a device does what it must.</summary>
    TestDevice,

    /// <summary>See the refused messages and the quarantine.</summary>
    ReadRefusedMessages,

    /// <summary>See which alarms may be silent.</summary>
    ReadSuppression,
    SetSuppression,
    ReadAudit,

    /// <summary>Make and change accounts, displays and their rights.</summary>
    ManagePeople,

    /// <summary>See the server's own measures.</summary>
    ReadServer,

    /// <summary>See the dashboard of the cluster, which names every grain and so every patient's key.</summary>
    ReadDashboard,
}
