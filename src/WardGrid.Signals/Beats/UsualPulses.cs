namespace WardGrid.Signals.Beats;

/// <summary>Which pulses of a channel are the patient's own, by their shape and their height.</summary>
/// <remarks>
/// Without a pulse the detector's threshold falls until it finds upstrokes in the noise, and within two minutes their
/// shape is the usual one. Only their height tells them then: some hundredths of the patient's. The usual height
/// follows the patient's own pulses slowly. One thread at a time.
/// </remarks>
internal sealed class UsualPulses
{
    /// <summary>Likeness to the usual pulse from which an upstroke is the heart's.</summary>
    /// <remarks>
    /// Orphanidou et al. 2015 ask 0.86 of the mean; a single pulse may fall short of it. Noise stays below 0.7 until it
    /// is usual itself.
    /// </remarks>
    private const float Likeness = 0.8f;

    /// <summary>
    /// Part of the usual height below which an upstroke is no pulse: what remains of a pleth in arrest is about 0.05.
    /// </summary>
    private const float LeastShare = 0.1f;

    /// <summary>Pulses over which the usual height follows.</summary>
    private const float Memory = 16;

    /// <summary>
    /// Seconds without a pulse of the usual height after which another is learnt: the probe has been moved.
    /// </summary>
    private const double ForgetsAfter = SignalChannel.LogSeconds;

    private float _usual;
    private double _ownAt = double.NaN;

    /// <summary>Whether the pulse has the patient's own shape and height.</summary>
    public bool Is(in Beat pulse) => pulse.Likeness >= Likeness && IsTall(pulse);

    /// <summary>Whether it is tall enough for a pulse, whatever its shape: that of a moving hand changes.</summary>
    public bool IsTall(in Beat pulse) => pulse.Amplitude >= LeastShare * _usual;

    public void CopyFrom(UsualPulses other) => (_usual, _ownAt) = (other._usual, other._ownAt);

    public void Hear(in Beat pulse)
    {
        if (!(pulse.Likeness >= Likeness))
            return;
        if (!(pulse.Seconds - _ownAt <= ForgetsAfter))
            _usual = pulse.Amplitude;
        if (!Is(pulse))
            return;
        // One that is far too tall is a movement.
        _usual += (Math.Min(pulse.Amplitude, 2 * _usual) - _usual) / Memory;
        _ownAt = pulse.Seconds;
    }
}
