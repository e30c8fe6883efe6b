using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Recordings;

namespace WardGrid.Tool.Recordings;

/// <summary>Plays a recording through the live analysis of a bed, as fast as possible.</summary>
public static class HeardRecording
{
    /// <param name="afterSecond">Called with the seconds played, once for each whole second; logs and windows have only
    /// the last minutes.</param>
    public static BedSignals Hear(Recording recording, Action<BedSignals, int>? afterSecond = null)
    {
        var monitor = new RecordedMonitor(recording);
        var signals = new BedSignals(monitor.Birth);
        for (var i = 0; i < monitor.Bundles; i++)
        {
            var refusal = WaveFrame.TryRead(monitor.Bundle(i), out var frame);
            if (refusal.IsRefused || (refusal = signals.Accept(frame)).IsRefused)
                throw new FormatException($"record {recording.Header.Name}: {refusal.Detail}");
            var seconds = (i + 1) * RecordedMonitor.BundleSeconds;
            if (seconds == Math.Floor(seconds))
                afterSecond?.Invoke(signals, (int)seconds);
        }

        return signals;
    }
}
