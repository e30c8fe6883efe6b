using System.Collections.Immutable;
using WardGrid.Signals.Identity;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Identity;

/// <summary>A piece of a recording, heard as a device's new session.</summary>
/// <param name="Patient">Recordings of one patient have one name.</param>
/// <param name="Leads">The names of its ECG leads.</param>
/// <param name="Before">The habits after a minute, as the minute before a break; null: none could be told.</param>
/// <param name="After">The first habits that can be told in the two minutes after a break.</param>
public sealed record HeardPiece(
    string Patient,
    int FromSecond,
    string Leads,
    PatientHabits? Before,
    PatientHabits? After
)
{
    /// <summary>The seconds after a reconnection by which the question must be asked.</summary>
    private const int Deadline = 120;

    /// <summary>Seconds between two attempts to tell the habits.</summary>
    private const int Again = 15;

    /// <summary>Pieces of one recording, at most.</summary>
    private const int Most = 6;

    /// <summary>Pieces of a recording, a minute or more apart, over its whole length.</summary>
    public static ImmutableArray<HeardPiece> Of(Recording recording, string patient)
    {
        var header = recording.Header;
        var ecg = RecordingChannels.Declare(header).Where(c => c.Kind == SignalKind.Ecg);
        var leads = string.Join('+', ecg.Select(c => c.Name));
        var last = (int)(recording.Length / header.Rate) - Deadline;
        if (leads.Length == 0 || last < 0)
            return [];
        var step = Math.Max((int)PatientHabits.Seconds, last / (Most - 1));
        return
        [
            .. Enumerable
                .Range(0, Most)
                .Select(i => i * step)
                .Where(s => s <= last)
                .Select(s => Hear(recording, patient, leads, s)),
        ];
    }

    private static HeardPiece Hear(Recording recording, string patient, string leads, int from)
    {
        PatientHabits? before = null;
        PatientHabits? after = null;
        var rate = recording.Header.Rate;
        var piece = recording.Joined(((int)(from * rate), (int)((from + Deadline) * rate)));
        HeardRecording.Hear(
            piece,
            (signals, second) =>
            {
                if (second == (int)PatientHabits.Seconds)
                    before = PatientHabits.Of(signals);
                if (second >= (int)PatientHabits.Seconds && second % Again == 0)
                    after ??= PatientHabits.Of(signals);
            }
        );
        return new(patient, from, leads, before, after);
    }
}
