namespace WardGrid.Signals.Protocol;

/// <summary>The IEEE 11073-10101 nomenclature codes that WardGrid reads.</summary>
public static class Mdc
{
    public const int EcgLeadI = 131329;
    public const int EcgLeadII = 131330;
    public const int EcgLeadV1 = 131331;
    public const int EcgLeadV2 = 131332;
    public const int EcgLeadV3 = 131333;
    public const int EcgLeadV4 = 131334;
    public const int EcgLeadV5 = 131335;
    public const int EcgLeadV6 = 131336;
    public const int EcgLeadIII = 131389;
    public const int EcgLeadAvr = 131390;
    public const int EcgLeadAvl = 131391;
    public const int EcgLeadAvf = 131392;
    public const int Pleth = 150452;
    public const int ArterialPressureWave = 150032;
    public const int RespirationWave = 151780;

    public const int HeartRate = 147842;
    public const int PulseRate = 149530;
    public const int Spo2 = 150456;
    public const int RespirationRate = 151578;
    public const int RespirationRateAlternative = 151562;
    public const int ArterialSystolic = 150033;
    public const int ArterialDiastolic = 150034;
    public const int ArterialMean = 150035;

    /// <summary>An ECG lead of unknown place (MDC_ECG_ELEC_POTL).</summary>
    private const int EcgLeadUnspecified = 131328;

    /// <summary>The arterial pressure that monitors label ABP (MDC_PRESS_BLD_ART_ABP).</summary>
    private const int ArterialPressureWaveAbp = 150036;

    /// <summary>The respiration that monitors measure by impedance, by its general code (MDC_RESP).</summary>
    private const int RespirationWaveGeneral = 151552;

    /// <summary>The partition of measured quantities (SCADA): a whole code is partition × 65536 + term.</summary>
    private const int MeasurementPartition = 2 << 16;

    /// <summary>
    /// Whether a code is a term without its partition; its meaning is certain only with a unit that fits.
    /// </summary>
    public static bool IsTerm(int code) => code is > 0 and < 1 << 16;

    /// <summary>
    /// The code that WardGrid analyses for another code of the same waveform, or for a term; the same code if there is
    /// none.
    /// </summary>
    public static int Canonical(int code)
    {
        var whole = IsTerm(code) ? MeasurementPartition + code : code;
        return whole switch
        {
            EcgLeadUnspecified => EcgLeadII,
            ArterialPressureWaveAbp => ArterialPressureWave,
            RespirationWaveGeneral => RespirationWave,
            _ => KindOf(whole) == SignalKind.Other ? code : whole,
        };
    }

    /// <summary>The kind of waveform of a code; <see cref="SignalKind.Other"/> if WardGrid does not know it.</summary>
    public static SignalKind KindOf(int code) =>
        code switch
        {
            EcgLeadI or EcgLeadII or EcgLeadIII or EcgLeadAvr or EcgLeadAvl or EcgLeadAvf => SignalKind.Ecg,
            >= EcgLeadV1 and <= EcgLeadV6 => SignalKind.Ecg,
            Pleth => SignalKind.Pleth,
            ArterialPressureWave => SignalKind.ArterialPressure,
            RespirationWave => SignalKind.Respiration,
            _ => SignalKind.Other,
        };
}
