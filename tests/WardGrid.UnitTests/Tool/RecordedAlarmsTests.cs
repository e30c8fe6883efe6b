using Shouldly;
using WardGrid.Tool.Replay;
using WardGrid.UnitTests.Simulation.Recordings;

namespace WardGrid.UnitTests.Tool;

public class RecordedAlarmsTests
{
    [Fact]
    public void Every_recording_of_the_challenge_has_its_alarm_and_what_people_said_of_it()
    {
        var folder = RealRecords.Folder("challenge2015");
        var stated = File.ReadLines(Path.Combine(folder, "ALARMS"))
            .Select(line => line.Split(','))
            .ToDictionary(f => f[0], f => (f[1], IsTrue: f[2] == "1"));

        var cases = RecordedAlarms.In(Path.Combine(folder, "training"));

        cases.Length.ShouldBe(stated.Count);
        cases.ShouldAllBe(c => c.IsTrue == stated[c.Name].IsTrue);
        cases.Count(c => c.Kind == "VT").ShouldBe(stated.Values.Count(s => s.Item1 == "Ventricular_Tachycardia"));
        cases.ShouldAllBe(c => c.Kind != null);
    }

    [Fact]
    public void Cases_are_chosen_by_kind_and_by_what_people_said_of_them()
    {
        RecordedCase[] cases =
        [
            new("a", "VT", true),
            new("b", "VT", false),
            new("c", "VF", true),
            new("d", "VT", true),
            new("e", "VT", false),
        ];

        Names(ReplayCommand.Choose([.. cases], "VT", 1, 2, 32)).ShouldBe("abe");
        Names(ReplayCommand.Choose([.. cases], "VT", null, null, 3)).ShouldBe("abd");
        Names(ReplayCommand.Choose([.. cases], null, 3, null, 32)).ShouldBe("acd");

        static string Names(IEnumerable<RecordedCase> chosen) => string.Concat(chosen.Select(c => c.Name));
    }

    [Fact]
    public void A_path_that_is_nothing_is_refused_in_words() =>
        Should
            .Throw<FileNotFoundException>(() => RecordedAlarms.In("/nowhere/at/all"))
            .Message.ShouldContain("neither a folder nor a record");
}
