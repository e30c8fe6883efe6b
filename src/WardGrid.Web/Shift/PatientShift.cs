using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Trends;
using WardGrid.Signals.Protocol;

namespace WardGrid.Web.Shift;

/// <summary>The shift of the patient who is in a bed now, from the stored minutes.</summary>
/// <remarks>Only of this patient, in whichever bed; never of an earlier patient of this bed.</remarks>
public sealed class PatientShift
{
    private readonly List<ChannelShift> _channels = [];

    public PatientShift(PatientSnapshot bed, ImmutableArray<MinuteValues> minutes, DateTimeOffset end)
    {
        Bed = bed;
        foreach (var channel in bed.Channels)
            _channels.Add(new(channel.Declaration.Name, channel.Declaration.Code, end));
        foreach (var minute in minutes)
        {
            var (ecgJudged, ecgUsable) = (0, 0);
            foreach (var channel in minute.Channels)
            {
                Find(channel, end).Add(channel, minute.Minute);
                if (channel.Kind == SignalKind.Ecg)
                    (ecgJudged, ecgUsable) = (Math.Max(ecgJudged, channel.Judged), Math.Max(ecgUsable, channel.Usable));
            }

            WithoutEcg += TimeSpan.FromSeconds(Math.Max(0, ecgJudged - ecgUsable));
        }

        Monitored = TimeSpan.FromMinutes(minutes.Length);
    }

    public PatientSnapshot Bed { get; }

    public IReadOnlyList<ChannelShift> Channels => _channels;

    /// <summary>Minutes in which a device sent.</summary>
    public TimeSpan Monitored { get; }

    /// <summary>Time without a usable ECG lead, from the best lead of each minute.</summary>
    public TimeSpan WithoutEcg { get; }

    private ChannelShift Find(MinuteChannel minute, DateTimeOffset end)
    {
        var channel = _channels.Find(c => c.Channel == minute.Name && c.Kind == minute.Kind);
        if (channel is null)
            _channels.Add(channel = new(minute.Name, minute.Code, end));
        return channel;
    }
}
