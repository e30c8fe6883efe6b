using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Signals.Leads;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Previews;

/// <summary>Gathers what a device sends while somebody looks at it, without any patient.</summary>
/// <remarks>
/// Not thread-safe. The rules that need a patient's earlier messages (epochs, order, time) are not applied: what is
/// drawn is what the device says.
/// </remarks>
public sealed class PreviewedDevice
{
    /// <summary>Seconds of a drawn trace.</summary>
    public const double ShownSeconds = 5;

    /// <summary>Seconds of samples that are kept, for the check of the leads.</summary>
    private const double KeptSeconds = 12;

    private const int MostNumbers = 64;
    private const int MostRefused = 10;

    private static readonly TimeSpan JudgeEvery = TimeSpan.FromSeconds(5);

    private readonly Dictionary<MessageKind, HeardMessages> _messages = [];
    private readonly Dictionary<int, PreviewNumber> _numbers = [];
    private readonly Dictionary<int, PreviewTrace> _traces = [];
    private readonly Queue<PreviewRefusal> _refused = new();
    private DeviceBirth? _birth;
    private PreviewLeads _leads = DevicePreview.Empty.Leads;
    private DateTimeOffset _judgedAt;

    /// <param name="refusal">What the check of the message itself said.</param>
    public void Hear(MessageKind kind, ReadOnlySpan<byte> payload, Refusal refusal, DateTimeOffset at)
    {
        var before = _messages.GetValueOrDefault(kind) ?? new(kind, 0, at, at);
        _messages[kind] = before with { Count = before.Count + 1, Last = at };
        if (refusal.IsRefused)
            Refuse(new(at, kind, refusal.Detail));
        else if (kind == MessageKind.Birth)
            HearBirth(payload);
        else if (kind == MessageKind.Wave)
            HearWave(payload, at);
        else if (kind == MessageKind.Numerics)
            HearNumbers(payload, at);
    }

    /// <param name="mapped">The code to which a person has mapped a channel, by its name.</param>
    public DevicePreview Read(Func<string, int?> mapped, DateTimeOffset now)
    {
        var channels = Channels(mapped);
        return new(
            _birth?.Model,
            [.. _messages.Values.OrderBy(m => m.Kind)],
            [.. channels.Select(Show)],
            [.. _numbers.Values.OrderBy(n => n.Code)],
            [.. _refused.Reverse()],
            Judge(channels, now)
        );
    }

    private ImmutableArray<ChannelDeclaration> Channels(Func<string, int?> mapped)
    {
        if (_birth is null || BirthConversion.TryConvert(_birth, mapped, out var read).IsRefused)
            return [];
        return read.Channels;
    }

    private void Refuse(PreviewRefusal refused)
    {
        if (_refused.Count == MostRefused)
            _refused.Dequeue();
        _refused.Enqueue(refused);
    }

    private void HearBirth(ReadOnlySpan<byte> payload)
    {
        if (DeviceBirthJson.TryRead(payload, out var birth).IsRefused)
            return;
        var isOther = _birth is null || birth!.Epoch != _birth.Epoch || !birth.Channels.SequenceEqual(_birth.Channels);
        _birth = birth;
        if (!isOther)
            return;
        _traces.Clear();
        foreach (var channel in birth!.Channels)
            _traces[channel.Index] = new(channel.Rate, KeptSeconds);
    }

    private void HearWave(ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        var binary = payload;
        if (WaveFrameJson.IsJson(payload))
        {
            var converted = new ArrayBufferWriter<byte>();
            if (WaveFrameJson.TryConvert(payload, converted).IsRefused)
                return;
            binary = converted.WrittenSpan;
        }

        if (WaveFrame.TryRead(binary, out var frame).IsRefused)
            return;
        foreach (var wave in frame)
        {
            if (_traces.TryGetValue(wave.Index, out var trace))
                trace.Add(wave, at);
        }
    }

    private void HearNumbers(ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        if (DeviceNumericsJson.TryRead(payload, out var numbers).IsRefused)
            return;
        foreach (var (code, value) in numbers!.Values)
        {
            if (_numbers.Count < MostNumbers || _numbers.ContainsKey(code))
                _numbers[code] = new(code, value, at);
        }
    }

    private PreviewChannel Show(ChannelDeclaration declared)
    {
        var trace = _traces[declared.Index];
        return new(declared, trace.Rate, trace.Drawn(declared, ShownSeconds));
    }

    /// <summary>Judges the leads of one rate, again every five seconds.</summary>
    private PreviewLeads Judge(ImmutableArray<ChannelDeclaration> channels, DateTimeOffset now)
    {
        if (now - _judgedAt < JudgeEvery)
            return _leads;
        _judgedAt = now;
        var leads = channels.Where(c => c.Kind == SignalKind.Ecg).ToList();
        leads = leads.FindAll(c => c.Rate == leads[0].Rate);
        if (leads.Count == 0)
            return _leads = DevicePreview.Empty.Leads;
        var report = LeadCheck.Judge([
            .. leads.Select(c => new LeadSamples(c.Code, c.Name, c.Rate, _traces[c.Index].Samples(c))),
        ]);
        LeadVerdict[] verdicts = [report.Duplicates, report.LimbLeads, report.Arms, report.ChestLeads];
        return _leads = new(verdicts.Any(v => v != LeadVerdict.NotJudged), report.Faults);
    }
}
