using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>Cuts strips out of a bed's windows, in the device's own raw values.</summary>
/// <remarks>
/// Lossless: a window's float holds 24 bits, so rounding (physical x gain + offset) gives exactly every int16 whose
/// distance to the offset is below 2^23. Samples that never arrived are <see cref="ChannelDeclaration.Missing"/>.
/// </remarks>
public static class StripExtractor
{
    /// <summary>
    /// Seconds before the alarm that a strip shows: the span in which the CinC 2015 definitions place the event.
    /// </summary>
    public const double SecondsBefore = 10;

    /// <summary>Seconds after the alarm, for the person who reviews it; no decision uses them.</summary>
    public const double SecondsAfter = 5;

    /// <summary>The strip of an alarm, with the samples that have arrived.</summary>
    public static AlarmStrip Around(BedSignals signals, string alarmId, double alarmSeconds) =>
        Cut(
            signals,
            alarmId,
            alarmSeconds,
            alarmSeconds - SecondsBefore,
            Math.Min(signals.NowSeconds, alarmSeconds + SecondsAfter)
        );

    /// <summary>The last seconds of all channels.</summary>
    public static AlarmStrip Recent(BedSignals signals, double seconds) =>
        Cut(
            signals,
            "",
            signals.NowSeconds,
            signals.NowSeconds - Math.Min(seconds, BedSignals.WindowSeconds),
            signals.NowSeconds
        );

    private static AlarmStrip Cut(BedSignals signals, string alarmId, double alarmSeconds, double from, double to) =>
        new(alarmId, alarmSeconds, [.. signals.Channels.Select(channel => Cut(channel, from, to))]);

    private static StripChannel Cut(SignalChannel channel, double from, double to)
    {
        var declaration = channel.Declaration;
        var start = Math.Max(channel.Window.Begin, (long)Math.Round(from * declaration.Rate));
        var end = Math.Min(channel.Window.End, (long)Math.Round(to * declaration.Rate));
        var raw = new short[Math.Max(0, end - start)];
        for (var i = 0; i < raw.Length; i++)
            raw[i] = Raw(channel.Window[start + i], declaration);
        return new(declaration, start, ImmutableArray.Create(raw));
    }

    private static short Raw(float physical, ChannelDeclaration declaration) =>
        float.IsNaN(physical)
            ? ChannelDeclaration.Missing
            : (short)
                Math.Clamp(
                    Math.Round(physical * declaration.Gain + declaration.Offset),
                    short.MinValue + 1,
                    short.MaxValue
                );
}
