using System.Collections.Immutable;
using WardGrid.Signals.Frames;

namespace WardGrid.Signals.Recordings;

/// <summary>A recording's signals as the channels that a bedside monitor would declare.</summary>
public static class RecordingChannels
{
    /// <summary>One channel per signal, numbered in their order, with gain and baseline of the header.</summary>
    public static ImmutableArray<ChannelDeclaration> Declare(RecordingHeader header) =>
        [.. header.Signals.Select((s, i) => new ChannelDeclaration(i, s.Description, CodeOf(s.Description), header.Rate, s.Unit, s.Gain, s.Baseline))];

    /// <summary>The code of a signal by the name that recordings give it; 0 where the name is not known.</summary>
    /// <remarks>V without a number is a chest lead of unknown place, MCL a bipolar lead that stands for V1.</remarks>
    public static int CodeOf(string name) => name.ToUpperInvariant() switch
    {
        "I" => Mdc.EcgLeadI,
        "II" or "MLII" or "ECG" => Mdc.EcgLeadII,
        "III" => Mdc.EcgLeadIII,
        "AVR" => Mdc.EcgLeadAvr,
        "AVL" => Mdc.EcgLeadAvl,
        "AVF" => Mdc.EcgLeadAvf,
        "V" or "V1" or "MCL" or "MCL1" => Mdc.EcgLeadV1,
        "V2" => Mdc.EcgLeadV2,
        "V3" => Mdc.EcgLeadV3,
        "V4" => Mdc.EcgLeadV4,
        "V5" => Mdc.EcgLeadV5,
        "V6" => Mdc.EcgLeadV6,
        "PLETH" => Mdc.Pleth,
        "ABP" or "ART" => Mdc.ArterialPressureWave,
        "RESP" => Mdc.RespirationWave,
        _ => 0,
    };
}
