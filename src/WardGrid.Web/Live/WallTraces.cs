using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Signals.Protocol;

namespace WardGrid.Web.Live;

/// <summary>
/// Chooses the two channels that a wall draws: lead II or the first ECG lead, and the pleth or, without one, the
/// arterial pressure; respiration if there is neither ECG nor pulse.
/// </summary>
public static class WallTraces
{
    public static int[] Of(ImmutableArray<ChannelState> channels)
    {
        var declared = channels.Select(c => c.Declaration).ToList();
        var ecg = declared.Find(c => c.Code == Mdc.EcgLeadII) ?? declared.Find(c => c.Kind == SignalKind.Ecg);
        var pulse =
            declared.Find(c => c.Kind == SignalKind.Pleth) ?? declared.Find(c => c.Kind == SignalKind.ArterialPressure);
        pulse ??= ecg is null ? declared.Find(c => c.Kind == SignalKind.Respiration) : null;
        return [.. new[] { ecg, pulse }.OfType<ChannelDeclaration>().Select(c => c.Index)];
    }
}
