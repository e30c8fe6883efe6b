namespace WardGrid.Alarms;

/// <summary>The limits at which a patient's numbers raise an alarm.</summary>
/// <param name="BradycardiaBelow">Extreme bradycardia, beats per minute.</param>
/// <param name="TachycardiaAbove">Extreme tachycardia, beats per minute.</param>
/// <param name="Spo2Below">Oxygen saturation, percent.</param>
/// <param name="SystolicBelow">mmHg.</param>
/// <param name="SystolicAbove">mmHg.</param>
public sealed record AlarmLimits(
    float BradycardiaBelow,
    float TachycardiaAbove,
    float Spo2Below,
    float SystolicBelow,
    float SystolicAbove
)
{
    /// <summary>The defaults of an age band; a clinician sets a patient's own.</summary>
    /// <remarks>
    /// Adult rates: CinC Challenge 2015. Children: heart rates around the 1st and 99th centile (Fleming et al., Lancet
    /// 2011), systolic limits after the hypotension thresholds of PALS (neonate 60, infant 70, child 70 + 2 x age, from
    /// 10 years 90 mmHg). SpO2: 90 % adult (BTS guideline 2017 treats below 94 % as a target, 90 % as an alarm),
    /// neonate 85 %.
    /// </remarks>
    public static AlarmLimits For(AgeBand age) =>
        age switch
        {
            AgeBand.Neonate => new(80, 205, 85, 50, 100),
            AgeBand.Infant => new(80, 190, 88, 65, 120),
            AgeBand.Child => new(55, 170, 90, 75, 135),
            AgeBand.Adolescent => new(45, 150, 90, 85, 160),
            _ => new(40, 140, 90, 90, 180),
        };

    /// <summary>Why nobody may set these limits; null where they can stand.</summary>
    public string? WhyNot()
    {
        if (!(BradycardiaBelow > 0 && BradycardiaBelow < TachycardiaAbove && TachycardiaAbove <= 300))
            return "The heart rate limits must be above 0 and at most 300 per minute, the lower below the upper.";
        if (Spo2Below is not (> 0 and <= 100))
            return "The saturation limit must be above 0 and at most 100 %.";
        if (!(SystolicBelow > 0 && SystolicBelow < SystolicAbove && SystolicAbove <= 300))
            return "The pressure limits must be above 0 and at most 300 mmHg, the lower below the upper.";
        return null;
    }
}
