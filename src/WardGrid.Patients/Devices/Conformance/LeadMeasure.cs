using System.Collections.Immutable;
using WardGrid.Signals.Leads;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>
/// Gathers strips of all ECG channels and judges in each whether the leads are those that their names say.
/// </summary>
/// <remarks>
/// Channels of another rate than the first are left out, because samples are compared one by one. A fault counts if
/// most of the strips that could be judged show it, so that a moment of movement names nobody's leads wrong.
/// </remarks>
internal sealed class LeadMeasure
{
    /// <summary>Seconds of a strip.</summary>
    private const int StripSeconds = 12;

    /// <summary>Strips of a run: five minutes are enough to know.</summary>
    private const int MostStrips = 25;

    private readonly Dictionary<LeadFault, int> _faults = new(new SameFault());
    private ImmutableArray<ChannelDeclaration> _channels = [];
    private Dictionary<int, float[]> _samples = [];
    private long? _begin;
    private int _strips;

    /// <summary>Strips in which at least one check could be made.</summary>
    public int Judged { get; private set; }

    /// <summary>The faults that most of the judged strips show.</summary>
    public ImmutableArray<LeadFault> Faults => [.. _faults.Where(f => 2 * f.Value > Judged).Select(f => f.Key)];

    /// <summary>Takes the channels of a birth, as WardGrid reads them.</summary>
    public void Birth(DeviceBirth read)
    {
        var leads = read.Channels.Where(c => c.Kind == SignalKind.Ecg).ToList();
        _channels = [.. leads.Where(c => c.Rate == leads[0].Rate)];
        Begin();
    }

    /// <summary>The sample counters begin again.</summary>
    public void Begin()
    {
        _begin = null;
        var length = _channels.IsEmpty ? 0 : (int)(StripSeconds * _channels[0].Rate);
        _samples = _channels.ToDictionary(c => c.Index, _ => Empty(length));
    }

    public void Add(in WaveChannel wave)
    {
        if (_strips == MostStrips || wave.Count == 0 || !_samples.TryGetValue(wave.Index, out var samples))
            return;
        _begin ??= wave.Start;
        var index = wave.Index;
        var declared = _channels.First(c => c.Index == index);
        for (var i = 0; i < wave.Count; i++)
        {
            var at = wave.Start + i - _begin.Value;
            if (at >= 0 && at < samples.Length)
                samples[at] = declared.Physical(wave[i]);
        }
    }

    /// <summary>Judges the strip if a bundle has passed its end.</summary>
    /// <param name="end">The sample number at the end of the bundle.</param>
    public void EndOfBundle(long end)
    {
        if (_begin is not { } begin || end - begin < StripSeconds * _channels[0].Rate)
            return;
        _strips++;
        Judge(LeadCheck.Judge([.. _channels.Select(c => new LeadSamples(c.Code, c.Name, c.Rate, _samples[c.Index]))]));
        Begin();
    }

    private void Judge(LeadReport report)
    {
        LeadVerdict[] verdicts = [report.Duplicates, report.LimbLeads, report.Arms, report.ChestLeads];
        if (verdicts.All(v => v == LeadVerdict.NotJudged))
            return;
        Judged++;
        foreach (var fault in report.Faults)
            _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
    }

    private static float[] Empty(int length)
    {
        var samples = new float[length];
        samples.AsSpan().Fill(float.NaN);
        return samples;
    }

    private sealed class SameFault : IEqualityComparer<LeadFault>
    {
        public bool Equals(LeadFault? a, LeadFault? b) =>
            a is not null && b is not null && a.Kind == b.Kind && a.Leads.SequenceEqual(b.Leads);

        public int GetHashCode(LeadFault fault) => HashCode.Combine(fault.Kind, fault.Leads.Length);
    }
}
