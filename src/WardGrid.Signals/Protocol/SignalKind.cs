namespace WardGrid.Signals.Protocol;

/// <summary>The kind of a waveform channel, which decides its analysis.</summary>
public enum SignalKind
{
    /// <summary>A channel that is shown but not analysed.</summary>
    Other,

    /// <summary>One electrocardiogram lead, in mV.</summary>
    Ecg,

    /// <summary>Photoplethysmogram of a pulse oximeter, in arbitrary units.</summary>
    Pleth,

    /// <summary>Invasive arterial blood pressure, in mmHg.</summary>
    ArterialPressure,

    /// <summary>Respiration by transthoracic impedance, in ohm or arbitrary units.</summary>
    Respiration,
}
