using System.Text.RegularExpressions;

namespace WardGrid.Signals.Frames;

/// <summary>Reads what a channel is from the name that its vendor gave it, where its code does not say so.</summary>
/// <remarks>
/// Names are compared without case, punctuation and the words around the lead: "ECG Lead II", "MDC_ECG_LEAD_II", "II+" and "Lead-II" are
/// one lead. C1 to C6 are V1 to V6 (IEC 60601-2-25); V without a number is a chest lead of unknown place, MCL a bipolar lead that
/// stands for V1, MLII the modified lead II of recorders. A pressure is arterial only where its name says so. A name that
/// speaks of another signal is not read: a pulmonary artery is no systemic one, C3 of an EEG is no chest lead.
/// </remarks>
public static partial class ChannelNames
{
    private static readonly string[] Around = ["MDC", "ECG", "EKG", "LEAD", "ELEC", "POTL", "CHANNEL", "CH", "WAVE", "WAVEFORM", "SIGNAL", "ANALOG"];

    /// <summary>Words of signals that WardGrid does not analyse.</summary>
    private static readonly string[] Others =
    [
        "EEG", "EMG", "EOG", "BIS", "PACE", "PACER", "CO2", "ETCO2",
        "CVP", "ICP", "RAP", "LAP", "PA", "PAP", "PULM", "PULMONARY", "VENOUS", "VEN",
    ];

    /// <summary>The IEEE 11073-10101 code that a name means; 0 where it is not known.</summary>
    public static int CodeOf(string name)
    {
        var words = Separators().Split(name.ToUpperInvariant()).Where(w => w.Length > 0).ToArray();
        if (words.Any(Others.Contains))
            return 0;
        var isEcg = words.Any(w => w.StartsWith("ECG", StringComparison.Ordinal) || w.StartsWith("EKG", StringComparison.Ordinal));
        var code = words.Except(Around).Select(CodeOfWord).FirstOrDefault(c => c != 0);
        return code == 0 && isEcg ? Mdc.EcgLeadII : code;
    }

    private static int CodeOfWord(string word) => word switch
    {
        "I" => Mdc.EcgLeadI,
        "II" or "MLII" => Mdc.EcgLeadII,
        "III" => Mdc.EcgLeadIII,
        "AVR" => Mdc.EcgLeadAvr,
        "AVL" => Mdc.EcgLeadAvl,
        "AVF" => Mdc.EcgLeadAvf,
        "V" or "V1" or "C" or "C1" or "MCL" or "MCL1" => Mdc.EcgLeadV1,
        "V2" or "C2" => Mdc.EcgLeadV2,
        "V3" or "C3" => Mdc.EcgLeadV3,
        "V4" or "C4" => Mdc.EcgLeadV4,
        "V5" or "C5" => Mdc.EcgLeadV5,
        "V6" or "C6" or "MCL6" => Mdc.EcgLeadV6,
        "PLETH" or "PPG" or "PLETHYSMOGRAM" or "PLETHYSMOGRAPH" or "PULS" => Mdc.Pleth,
        "ABP" or "ART" or "ARTERIAL" or "IABP" => Mdc.ArterialPressureWave,
        "RESP" or "RESPIRATION" or "IMPEDANCE" or "BREATH" => Mdc.RespirationWave,
        _ => 0,
    };

    [GeneratedRegex("[^A-Z0-9]+")]
    private static partial Regex Separators();
}
