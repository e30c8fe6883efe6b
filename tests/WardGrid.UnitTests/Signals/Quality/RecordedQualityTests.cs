using Shouldly;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Tool.Evaluate;
using WardGrid.Tool.Recordings;
using WardGrid.UnitTests.Simulation.Recordings;

namespace WardGrid.UnitTests.Signals.Quality;

public class RecordedQualityTests
{
    [Fact]
    public void Records_that_experts_call_noisy_score_below_the_others()
    {
        var folder = RealRecords.Folder("cinc2017");
        var labels = RecordLabels.In(folder);
        var scored = RecordingFiles
            .In(folder)
            .Where((_, i) => i % 16 == 0)
            .AsParallel()
            .Select(path =>
            {
                var recording = RecordingFiles.Read(path);
                var quality = HeardRecording.Hear(recording).Channels[0].Quality;
                return (
                    -(double)QualityShare.MeanScore(quality, 0, double.MaxValue),
                    labels[recording.Header.Name] == "~"
                );
            })
            .ToList();

        RocArea.Of(scored).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Clean_twelve_lead_records_are_usable()
    {
        var usable = RecordingFiles
            .In(RealRecords.Folder("cinc2021_samples"))
            .AsParallel()
            .SelectMany(path => HeardRecording.Hear(RecordingFiles.Read(path)).Channels)
            .Select(c => (double)QualityShare.Usable(c.Quality, 10))
            .ToList();

        usable.Average().ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void Leads_stay_usable_in_true_arrhythmias()
    {
        var folder = RealRecords.Folder("challenge2015");
        var usable = File.ReadLines(Path.Combine(folder, "ALARMS"))
            .Select(line => line.Split(','))
            .Where(p => p[2].Trim() == "1" && !p[1].EndsWith("Tachycardia", StringComparison.Ordinal))
            .AsParallel()
            .SelectMany(p => UsableAtAlarm(Path.Combine(folder, "training", p[0])))
            .ToList();

        usable.Average().ShouldBeGreaterThan(0.9);
    }

    private static List<double> UsableAtAlarm(string record)
    {
        var usable = new List<double>();
        HeardRecording.Hear(
            RecordingFiles.Read(record),
            (signals, second) =>
            {
                if (second == 300)
                    usable.AddRange(
                        signals
                            .Channels.Where(c => c.Kind == SignalKind.Ecg)
                            .Select(c => (double)QualityShare.Usable(c.Quality, 10))
                    );
            }
        );
        return usable;
    }
}
