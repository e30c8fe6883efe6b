using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate;

/// <summary>
/// Recorded noise that is added to a lead at a signal-to-noise ratio, as in the MIT-BIH noise stress test.
/// </summary>
/// <remarks>
/// Moody, Muldrow, Mark 1984, and its program nst: the first five minutes stay clean, then two minutes with noise and
/// two without take turns. The signal's power is an eighth of the square of the QRS complexes' height (peak to peak, as
/// if each was a sine), that of the noise the mean over seconds; both without the lowest and highest twentieth.
/// </remarks>
/// <param name="Record">Path of the noise, such as nstdb/em; its first signal is used.</param>
/// <param name="Ratio">dB.</param>
public sealed record QrsNoise(string Record, double Ratio)
{
    private const double CleanSeconds = 300;
    private const double TurnSeconds = 120;

    /// <summary>Seconds on each side of a beat within which its height is measured.</summary>
    private const double HalfBeat = 0.05;

    /// <param name="beats">Sample numbers of the reference beats.</param>
    public void AddTo(float[] lead, double rate, ReadOnlySpan<long> beats)
    {
        var recording = RecordingFiles.Read(Record);
        if (recording.Header.Rate != rate)
            throw new FormatException(
                $"the noise {Record} has {recording.Header.Rate} samples per second, the lead {rate}"
            );
        var noise = recording.Physical(0);
        var gain = Math.Sqrt(SignalPower(lead, rate, beats) / NoisePower(noise, rate) / Math.Pow(10, Ratio / 10));
        for (var n = (int)(CleanSeconds * rate); n < lead.Length; n++)
        {
            if ((n / rate - CleanSeconds) % (2 * TurnSeconds) < TurnSeconds)
                lead[n] += (float)(gain * noise[n % noise.Length]);
        }
    }

    private static double SignalPower(float[] lead, double rate, ReadOnlySpan<long> beats)
    {
        List<double> heights = [];
        var half = (int)(HalfBeat * rate);
        foreach (var beat in beats)
        {
            if (beat < half || beat >= CleanSeconds * rate || beat + half >= lead.Length)
                continue;
            var around = lead.AsSpan((int)beat - half, 2 * half + 1);
            var (low, high) = (around[0], around[0]);
            foreach (var x in around)
                (low, high) = (Math.Min(low, x), Math.Max(high, x));
            heights.Add(high - low);
        }

        return Math.Pow(TrimmedMean(heights), 2) / 8;
    }

    private static double NoisePower(float[] noise, double rate)
    {
        List<double> powers = [];
        var second = (int)rate;
        for (var from = 0; from + second <= noise.Length; from += second)
        {
            var piece = noise.AsSpan(from, second);
            double sum = 0,
                squares = 0;
            foreach (var x in piece)
                (sum, squares) = (sum + x, squares + (double)x * x);
            powers.Add((squares - sum * sum / second) / second);
        }

        return TrimmedMean(powers);
    }

    private static double TrimmedMean(List<double> values)
    {
        values.Sort();
        var trimmed = values.Count / 20;
        return values.Skip(trimmed).Take(values.Count - 2 * trimmed).DefaultIfEmpty(double.NaN).Average();
    }
}
