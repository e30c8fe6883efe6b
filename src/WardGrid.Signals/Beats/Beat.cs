namespace WardGrid.Signals.Beats;

/// <summary>How a beat's shape relates to the patient's own usual beat.</summary>
public enum BeatClass
{
    /// <summary>Not enough is known yet of this patient's beats.</summary>
    Unknown,

    /// <summary>Like the patient's usual beat.</summary>
    Usual,

    /// <summary>Early and of the usual shape: a supraventricular ectopic beat.</summary>
    Early,

    /// <summary>Of another, usually wider shape: a beat that looks ventricular.</summary>
    Ventricular,
}

/// <summary>
/// One heartbeat on one channel: a QRS complex of an ECG lead, or a pulse of a pleth or pressure wave.
/// </summary>
/// <param name="Sample">Sample number since the epoch of the R peak (QRS) or of the pulse's steepest upstroke.</param>
/// <param name="Seconds">The same in seconds since the epoch.</param>
/// <param name="Interval">Seconds since the beat before on this channel; NaN where none is known or a gap lies
/// between.</param>
/// <param name="Amplitude">Peak to peak, in the channel's unit.</param>
/// <param name="Width">QRS width or pulse rise time in seconds; NaN where it could not be measured.</param>
/// <param name="Likeness">Correlation, -1 to 1, with the patient's own template at detection time; NaN while there is
/// none.</param>
/// <param name="Class">What the shape and the timing say of an ECG beat; <see cref="BeatClass.Unknown"/> for
/// pulses.</param>
/// <param name="Foot">Pulses: the value before the upstroke, the diastolic pressure of a pressure wave; NaN for an ECG
/// beat.</param>
/// <param name="Peak">Pulses: the highest value after the upstroke, the systolic pressure of a pressure wave; NaN for
/// an ECG beat.</param>
public readonly record struct Beat(
    long Sample,
    double Seconds,
    float Interval,
    float Amplitude,
    float Width,
    float Likeness,
    BeatClass Class,
    float Foot = float.NaN,
    float Peak = float.NaN
);
