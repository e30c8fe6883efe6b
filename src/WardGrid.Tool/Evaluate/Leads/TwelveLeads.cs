using WardGrid.Signals.Leads;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Recordings;

namespace WardGrid.Tool.Evaluate.Leads;

/// <summary>A recording's twelve leads, and the faults that can be made of them.</summary>
public static class TwelveLeads
{
    public static readonly int[] Limbs =
    [
        Mdc.EcgLeadI,
        Mdc.EcgLeadII,
        Mdc.EcgLeadIII,
        Mdc.EcgLeadAvr,
        Mdc.EcgLeadAvl,
        Mdc.EcgLeadAvf,
    ];

    public static readonly int[] Chest =
    [
        Mdc.EcgLeadV1,
        Mdc.EcgLeadV2,
        Mdc.EcgLeadV3,
        Mdc.EcgLeadV4,
        Mdc.EcgLeadV5,
        Mdc.EcgLeadV6,
    ];

    /// <summary>One step of a usual bedside monitor, mV.</summary>
    private const float Step = 0.005f;

    /// <param name="gain">Raw units per mV of every signal, where the header's own gains are wrong; else null.</param>
    /// <returns>The limb leads and then the chest leads; null where one of them is missing.</returns>
    public static LeadSamples[]? Of(Recording recording, double? gain)
    {
        var header = recording.Header;
        var codes = header.Signals.Select(s => RecordingChannels.CodeOf(s.Description)).ToList();
        int[] places = [.. Limbs.Concat(Chest).Select(c => codes.IndexOf(c))];
        if (places.Contains(-1))
            return null;
        return
        [
            .. places.Select(i => new LeadSamples(
                codes[i],
                header.Signals[i].Description,
                header.Rate,
                gain is { } units ? Scaled(recording.Raw(i), units) : recording.Physical(i)
            )),
        ];
    }

    /// <summary>I, II and III.</summary>
    public static LeadSamples[] Three(LeadSamples[] leads) => leads[..3];

    /// <summary>I, II, III and V5.</summary>
    public static LeadSamples[] ThreeAndV5(LeadSamples[] leads) => [.. leads[..3], leads[10]];

    /// <summary>Leads a and b under each other's names.</summary>
    public static LeadSamples[] Exchanged(LeadSamples[] leads, int a, int b)
    {
        var made = leads.ToArray();
        made[a] = leads[a] with { Millivolts = leads[b].Millivolts };
        made[b] = leads[b] with { Millivolts = leads[a].Millivolts };
        return made;
    }

    /// <summary>Lead a with another gain, or with the other sign.</summary>
    public static LeadSamples[] Scaled(LeadSamples[] leads, int a, float gain)
    {
        var made = leads.ToArray();
        made[a] = leads[a] with { Millivolts = [.. leads[a].Millivolts.Select(x => gain * x)] };
        return made;
    }

    /// <summary>Lead b as a copy of lead a, in steps of 5 µV.</summary>
    /// <param name="shift">Samples by which the copy comes later.</param>
    public static LeadSamples[] Duplicated(LeadSamples[] leads, int a, int b, float gain = 1, int shift = 0)
    {
        var from = leads[a].Millivolts;
        var copy = new float[from.Length];
        for (var n = 0; n < copy.Length; n++)
            copy[n] = Step * MathF.Round(gain * from[Math.Max(0, n - shift)] / Step);
        var made = leads.ToArray();
        made[b] = leads[b] with { Millivolts = copy };
        return made;
    }

    /// <summary>What the twelve leads are with the electrodes of the right and the left arm exchanged.</summary>
    public static LeadSamples[] ArmsReversed(LeadSamples[] leads) =>
        Exchanged(Exchanged(Scaled(leads, 0, -1), 1, 2), 3, 4);

    private static float[] Scaled(ReadOnlySpan<short> raw, double units)
    {
        var samples = new float[raw.Length];
        for (var n = 0; n < raw.Length; n++)
            samples[n] = raw[n] == ChannelDeclaration.Missing ? float.NaN : (float)(raw[n] / units);
        return samples;
    }
}
