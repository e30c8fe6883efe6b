using WardGrid.Signals;
using WardGrid.Signals.Quality;

namespace WardGrid.Tool.Evaluate.SignalQuality;

/// <summary>The quality of one channel of one record.</summary>
/// <param name="Label">The record's label, if the folder has labels; else the kind of the channel.</param>
/// <param name="Mean">Mean score of its seconds, 0 to 1.</param>
/// <param name="Usable">Share of its seconds that are usable.</param>
public sealed record QualityTally(string Record, string Label, double Mean, double Usable)
{
    /// <summary>
    /// Over the seconds that the log still holds: the last five minutes; null for a channel shorter than a second.
    /// </summary>
    public static QualityTally? Of(string record, string? label, SignalChannel channel)
    {
        var log = channel.Quality;
        if (log.Count == 0)
            return null;
        var (sum, usable) = (0.0, 0);
        for (var n = log.Begin; n < log.End; n++)
        {
            sum += log[n].Score;
            usable += log[n].Score >= QualitySecond.Usable ? 1 : 0;
        }

        return new(record, label ?? channel.Kind.ToString(), sum / log.Count, (double)usable / log.Count);
    }
}
