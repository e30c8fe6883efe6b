using WardGrid.Patients;
using WardGrid.Signals.Vitals;

namespace WardGrid.Web.Shift;

/// <summary>What the ward remembers of one patient's shift: trends by the minute and quality by channel.</summary>
public sealed class PatientShift(Binding binding)
{
    private readonly Dictionary<string, MinuteTrend> _trends = [];
    private readonly Dictionary<string, ChannelShift> _channels = [];

    public Binding Binding => binding;

    public IReadOnlyCollection<ChannelShift> Channels => _channels.Values;

    /// <summary>A vital sign's trend by its key: hr, spo2, rr, sys or dia.</summary>
    public MinuteTrend? Trend(string key) => _trends.GetValueOrDefault(key);

    public void Add(PatientSnapshot bed)
    {
        foreach (var channel in bed.Channels)
        {
            var name = channel.Declaration.Name;
            if (!_channels.TryGetValue(name, out var shift))
                _channels[name] = shift = new(name);
            shift.Add(channel.Quality, bed.At);
        }

        if (!bed.Connected)
            return;
        Add("hr", bed.Vitals.HeartRate, bed.At);
        Add("spo2", bed.Vitals.Spo2, bed.At);
        Add("rr", bed.Vitals.RespirationRate, bed.At);
        Add("sys", bed.Vitals.Systolic, bed.At);
        Add("dia", bed.Vitals.Diastolic, bed.At);
    }

    private void Add(string key, Reading reading, DateTimeOffset now)
    {
        if (!reading.Exists)
            return;
        if (!_trends.TryGetValue(key, out var trend))
            _trends[key] = trend = new();
        trend.Add(reading.Value, now);
    }
}
