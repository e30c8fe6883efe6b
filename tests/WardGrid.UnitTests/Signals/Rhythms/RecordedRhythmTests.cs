using Shouldly;
using WardGrid.Signals.Rhythm;
using WardGrid.Tool.Evaluate;
using WardGrid.Tool.Evaluate.Rhythms;
using WardGrid.Tool.Recordings;
using WardGrid.UnitTests.Simulation.Recordings;

namespace WardGrid.UnitTests.Signals.Rhythms;

public class RecordedRhythmTests
{
    /// <summary>
    /// Normal and other recordings among the whole public set: the folder holds more of the rare kinds.
    /// </summary>
    private const double NormalRecordings = 5076,
        OtherRecordings = 2415;

    [Fact]
    public void Atrial_fibrillation_is_told_from_other_rhythms_by_its_intervals()
    {
        var folder = RealRecords.Folder("cinc2017");
        var labels = RecordLabels.In(folder);
        var scored = RecordingFiles
            .In(folder)
            .Where((_, i) => i % 2 == 0)
            .AsParallel()
            .Select(RecordingFiles.Read)
            .SelectMany(r => RhythmWindows.Irregularity(r, labels[r.Header.Name]))
            .ToList();

        var area =
            ((NormalRecordings * Area(scored, "N")) + (OtherRecordings * Area(scored, "O")))
            / (NormalRecordings + OtherRecordings);
        area.ShouldBeGreaterThan(0.89);
    }

    private static double Area(List<RhythmWindow> windows, string other) =>
        RocArea.Of(
            windows.Where(w => w.Rhythm == "A" || w.Rhythm == other).Select(w => (w.Score, w.Rhythm == "A")).ToList()
        );

    [Fact]
    public void Ventricular_fibrillation_is_told_from_beating_hearts_by_its_wave()
    {
        var windows = RecordingFiles
            .In(RealRecords.Folder("vfdb"))
            .AsParallel()
            .SelectMany(path =>
                RhythmWindows.Fibrillation(RecordingFiles.Read(path), RecordingFiles.ReadAnnotations(path))
            )
            .ToList();

        Share(windows, "VF").ShouldBeGreaterThan(0.95);
        Share(windows, "N").ShouldBeLessThan(0.05);
        Share(windows, "SVTA").ShouldBeLessThan(0.05);
    }

    private static double Share(List<RhythmWindow> windows, string rhythm) =>
        windows.Where(w => w.Rhythm == rhythm).Average(w => w.Score >= FibrillationMeasure.Present ? 1.0 : 0);
}
