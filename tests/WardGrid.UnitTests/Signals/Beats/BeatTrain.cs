namespace WardGrid.UnitTests.Signals.Beats;

/// <summary>Simple waves with known beats: sums of Gaussians, enough to know where every beat lies.</summary>
internal static class BeatTrain
{
    /// <summary>Beat times from <paramref name="first"/> on, one every <paramref name="interval"/> seconds.</summary>
    public static double[] Times(double seconds, double interval, double first = 0.5) =>
        [.. Enumerable.Range(0, (int)((seconds - first) / interval)).Select(i => first + i * interval)];

    /// <summary>An ECG of P, QRS and T at the given R times, in mV.</summary>
    public static float[] Ecg(double rate, double seconds, double[] times, double amplitude = 1)
    {
        var wave = new float[(int)(rate * seconds)];
        foreach (var t in times)
        {
            Add(wave, rate, t - 0.16, 0.025, 0.12 * amplitude);
            Add(wave, rate, t - 0.025, 0.009, -0.12 * amplitude);
            Add(wave, rate, t, 0.011, amplitude);
            Add(wave, rate, t + 0.028, 0.010, -0.22 * amplitude);
            Add(wave, rate, t + 0.28, 0.045, 0.3 * amplitude);
        }

        return wave;
    }

    /// <summary>A wide beat without P wave and with opposite T, added at R time <paramref name="t"/>.</summary>
    public static void AddVentricular(float[] wave, double rate, double t, double amplitude = 1.3)
    {
        Add(wave, rate, t, 0.035, amplitude);
        Add(wave, rate, t + 0.09, 0.035, -0.5 * amplitude);
        Add(wave, rate, t + 0.30, 0.06, -0.4 * amplitude);
    }

    /// <summary>A pulse wave with a dicrotic wave after each upstroke at the given times.</summary>
    public static float[] Pulses(double rate, double seconds, double[] times, double diastolic = 70, double pulse = 45)
    {
        var wave = new float[(int)(rate * seconds)];
        Array.Fill(wave, (float)diastolic);
        foreach (var t in times)
        {
            Add(wave, rate, t + 0.13, 0.055, pulse);
            Add(wave, rate, t + 0.27, 0.09, 0.42 * pulse);
            Add(wave, rate, t + 0.44, 0.035, 0.16 * pulse);
        }

        return wave;
    }

    public static void Add(float[] wave, double rate, double centre, double width, double height)
    {
        var from = Math.Max(0, (int)((centre - 5 * width) * rate));
        var to = Math.Min(wave.Length - 1, (int)((centre + 5 * width) * rate));
        for (var i = from; i <= to; i++)
        {
            var z = (i / rate - centre) / width;
            wave[i] += (float)(height * Math.Exp(-z * z / 2));
        }
    }
}
