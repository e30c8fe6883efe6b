using System.Text.RegularExpressions;

namespace WardGrid.Signals.Protocol;

/// <summary>Finds what a channel measures from its vendor's name, if its code does not say so.</summary>
/// <remarks>
/// Names are compared without case, punctuation and the words around the lead: "ECG Lead II", "MDC_ECG_LEAD_II", "II+"
/// and "Lead-II" are one lead, as is "LeadII"; "Lead 2" is lead II. C1 to C6 are V1 to V6 (IEC 60601-2-25); V without a
/// number is a chest lead of unknown place, MCL a bipolar lead that stands for V1, MLII the modified lead II of
/// recorders. A pressure is arterial only if its name says so. The name of another signal is not used: a pulmonary
/// artery is not a systemic one, and C3 of an EEG is not a chest lead.
/// </remarks>
public static partial class ChannelNames
{
    private static readonly string[] Around =
    [
        "MDC",
        "NOM",
        "ECG",
        "EKG",
        "LEAD",
        "ELEC",
        "POTL",
        "CHANNEL",
        "CH",
        "WAVE",
        "WAVEFORM",
        "SIGNAL",
        "ANALOG",
    ];

    /// <summary>
    /// Words before a limb lead's number: "Lead 2" is lead II, while "ECG2" is a second ECG of unknown place.
    /// </summary>
    private static readonly string[] LeadWords = ["LEAD", "ABLEITUNG"];

    /// <summary>Names of signals that WardGrid does not analyse.</summary>
    private static readonly string[] Others =
    [
        "EEG",
        "EMG",
        "EOG",
        "BIS",
        "PACE",
        "PACER",
        "CO2",
        "ETCO2",
        "CVP",
        "ICP",
        "RAP",
        "LAP",
        "PA",
        "PAP",
        "PULM",
        "PULMONARY",
        "VENOUS",
        "VEN",
    ];

    private static readonly char[] Digits = [.. "0123456789"];

    /// <summary>The IEEE 11073-10101 code for a name; 0 if it is not known.</summary>
    public static int CodeOf(string name)
    {
        if (IsOfAnotherSignal(name))
            return 0;
        var words = Words(name);
        var isEcg = words.Any(w =>
            w.StartsWith("ECG", StringComparison.Ordinal) || w.StartsWith("EKG", StringComparison.Ordinal)
        );
        var code = words.Except(Around).Select(CodeOfWord).FirstOrDefault(c => c != 0);
        if (code == 0)
            code = NumberedLead(words);
        return code == 0 && isEcg ? Mdc.EcgLeadII : code;
    }

    /// <summary>Whether a name is that of a signal that WardGrid does not analyse.</summary>
    public static bool IsOfAnotherSignal(string name) =>
        Words(name).Any(w => Others.Contains(w) || Others.Contains(w.TrimEnd(Digits)));

    private static string[] Words(string name) =>
        [.. Separators().Split(name.ToUpperInvariant()).Where(w => w.Length > 0)];

    /// <summary>
    /// The word unchanged, without "lead" before it ("LeadII"), or without the number of a second channel ("Pleth2").
    /// </summary>
    private static int CodeOfWord(string word)
    {
        var code = CodeOfPlainWord(word);
        if (code != 0)
            return code;
        foreach (var before in LeadWords.Append("ECG").Append("EKG"))
        {
            if (word.StartsWith(before, StringComparison.Ordinal))
                return CodeOfPlainWord(word[before.Length..]);
        }

        var numbered = CodeOfPlainWord(word.TrimEnd(Digits));
        return Mdc.KindOf(numbered) == SignalKind.Ecg ? 0 : numbered;
    }

    private static int NumberedLead(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var before = LeadWords.FirstOrDefault(w => words[i].StartsWith(w, StringComparison.Ordinal));
            if (before is null)
                continue;
            var number = words[i].Length > before.Length ? words[i][before.Length..] : words.ElementAtOrDefault(i + 1);
            return number switch
            {
                "1" => Mdc.EcgLeadI,
                "2" => Mdc.EcgLeadII,
                "3" => Mdc.EcgLeadIII,
                _ => 0,
            };
        }

        return 0;
    }

    private static int CodeOfPlainWord(string word) =>
        word switch
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
            "RESP" or "RESPIRATION" or "ATMUNG" or "IMPEDANCE" or "BREATH" => Mdc.RespirationWave,
            _ => 0,
        };

    [GeneratedRegex("[^A-Z0-9]+")]
    private static partial Regex Separators();
}
