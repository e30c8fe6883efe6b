using WardGrid.Signals.Vitals;

namespace WardGrid.Patients.Trends;

/// <summary>The vital signs of a minute, noted once a second, and their medians.</summary>
/// <remarks>With a median, one wrong reading in a minute changes nothing.</remarks>
internal sealed class MinuteMedians
{
    /// <summary>
    /// The fewest readings of a minute: fewer than ten seconds of them, as after a probe was put on, say little about
    /// the minute.
    /// </summary>
    private const int Fewest = 10;

    private readonly Signs[] _signs = [.. Enumerable.Range(0, 7).Select(_ => new Signs())];

    /// <summary>Seconds that were noted.</summary>
    public int Seconds { get; private set; }

    public void Note(VitalSigns vitals)
    {
        Seconds++;
        _signs[0].Add(vitals.HeartRate);
        _signs[1].Add(vitals.PulseRate);
        _signs[2].Add(vitals.Spo2);
        _signs[3].Add(vitals.RespirationRate);
        _signs[4].Add(vitals.Systolic);
        _signs[5].Add(vitals.Diastolic);
        _signs[6].Add(vitals.Mean);
    }

    /// <summary>The medians of the minute; then the readings are forgotten.</summary>
    public MinuteVitals Take()
    {
        Seconds = 0;
        return new(
            _signs[0].TakeMedian(),
            _signs[1].TakeMedian(),
            _signs[2].TakeMedian(),
            _signs[3].TakeMedian(),
            _signs[4].TakeMedian(),
            _signs[5].TakeMedian(),
            _signs[6].TakeMedian()
        );
    }

    private sealed class Signs
    {
        private readonly float[] _values = new float[60];
        private int _count;

        public void Add(Reading reading)
        {
            if (reading.Exists && _count < _values.Length)
                _values[_count++] = reading.Value;
        }

        public float? TakeMedian()
        {
            var values = _values.AsSpan(0, _count);
            _count = 0;
            if (values.Length < Fewest)
                return null;
            values.Sort();
            return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
        }
    }
}
