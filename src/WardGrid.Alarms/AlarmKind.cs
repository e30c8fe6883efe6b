namespace WardGrid.Alarms;

/// <summary>What an alarm says of the patient or of the equipment.</summary>
/// <remarks>The arrhythmias follow the definitions of the PhysioNet/CinC Challenge 2015.</remarks>
public enum AlarmKind
{
    /// <summary>
    /// A monitor's alarm of a kind that WardGrid does not verify; it is shown as the monitor said it.
    /// </summary>
    Other,

    /// <summary>No QRS complex for 4 seconds.</summary>
    Asystole,

    /// <summary>Heart rate below 40 per minute over 5 beats.</summary>
    ExtremeBradycardia,

    /// <summary>Heart rate above 140 per minute over 17 beats.</summary>
    ExtremeTachycardia,

    /// <summary>Five or more ventricular beats above 100 per minute.</summary>
    VentricularTachycardia,

    /// <summary>A fibrillatory, flutter or oscillatory waveform for at least 4 seconds.</summary>
    VentricularFibrillation,

    /// <summary>An irregularly irregular rhythm without P waves.</summary>
    AtrialFibrillation,

    /// <summary>Oxygen saturation below its limit.</summary>
    Desaturation,

    /// <summary>Arterial pressure above its limit.</summary>
    PressureHigh,

    /// <summary>Arterial pressure below its limit.</summary>
    PressureLow,

    /// <summary>An ECG electrode has come off.</summary>
    LeadOff,

    /// <summary>The oximeter's probe has come off.</summary>
    ProbeOff,

    /// <summary>The device has stopped sending.</summary>
    NoData,

    /// <summary>The device sends, but a channel or a number that it declared no longer arrives.</summary>
    ChannelLost,

    /// <summary>The device sends a channel that WardGrid cannot analyse, so nothing on it raises an alarm.</summary>
    NotMonitored,

    /// <summary>What the device sends is refused, so the bed stands still although the device is heard.</summary>
    StreamRefused,

    /// <summary>The device sends, but a channel that its birth declares has never come.</summary>
    NeverSent,
}

/// <summary>How urgent an alarm is, after IEC 60601-1-8.</summary>
public enum AlarmPriority
{
    /// <summary>Cyan, steady, one star: be aware.</summary>
    Low = 1,

    /// <summary>Yellow, flashing slowly, two stars: prompt response.</summary>
    Medium = 2,

    /// <summary>Red, flashing fast, three stars: immediate response.</summary>
    High = 3,
}

/// <summary>Who raised an alarm.</summary>
public enum AlarmOrigin
{
    /// <summary>The bedside monitor, in an alert message.</summary>
    Monitor,

    /// <summary>WardGrid's own detection.</summary>
    WardGrid,
}

/// <summary>
/// What verification says of an alarm. Only <see cref="Refuted"/> could ever be silent, only in active
/// mode, only once recorded.
/// </summary>
public enum Verdict
{
    /// <summary>Nothing trustworthy speaks for or against it: the alarm sounds.</summary>
    Undecided,

    /// <summary>The signals show the event.</summary>
    Confirmed,

    /// <summary>Trustworthy signals show that the event did not happen.</summary>
    Refuted,
}

/// <summary>How far a suppression rule may go.</summary>
public enum SuppressionMode
{
    /// <summary>
    /// The verdict is recorded and shown beside the alarm, which sounds as before. The default of every rule.
    /// </summary>
    Shadow,

    /// <summary>The signals are not asked: the alarm is shown and sounds as it was raised.</summary>
    Off,

    /// <summary>A refuted alarm that has been recorded makes no sound; it stays visible.</summary>
    Active,
}
