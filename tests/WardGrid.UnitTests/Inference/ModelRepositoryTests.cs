using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Inference;
using WardGrid.Inference.Manifest;

namespace WardGrid.UnitTests.Inference;

public class ModelRepositoryTests
{
    [Fact]
    public void The_models_that_WardGrid_ships_open()
    {
        using var models = ModelRepository.Open(ModelRepository.DefaultFolder);

        File.Exists(Path.Combine(ModelRepository.DefaultFolder, "manifest.json")).ShouldBeTrue();
        models.Models.ShouldAllBe(m => m.Entry.TrainingData.Length > 0);
    }

    [Fact]
    public void A_file_that_was_changed_is_refused()
    {
        using var folder = ModelFolder.With(SmallModels.Tree());
        File.WriteAllBytes(Path.Combine(folder.Path, "verifier.onnx"), SmallModels.Tree(0.5f, 0.5f));

        Should
            .Throw<ModelException>(() => ModelRepository.Open(folder.Path))
            .Message.ShouldContain("is not the file that its manifest describes");
    }

    [Theory]
    [InlineData("{}", "are not the file that their manifest describes")]
    [InlineData(null, "prototypes.json")]
    public void Prototypes_that_were_changed_or_are_missing_are_refused(string? file, string words)
    {
        using var folder = ModelFolder.With(SmallModels.Tree());
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, "manifest.json")))!;
        manifest["prototypes"] = JsonNode.Parse("""{"file":"prototypes.json","sha256":"12"}""");
        File.WriteAllText(Path.Combine(folder.Path, "manifest.json"), manifest.ToJsonString());
        if (file is not null)
            File.WriteAllText(Path.Combine(folder.Path, "prototypes.json"), file);

        Should.Throw<ModelException>(() => ModelRepository.Open(folder.Path)).Message.ShouldContain(words);
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        using var folder = ModelFolder.With(SmallModels.Tree());
        File.Delete(Path.Combine(folder.Path, "verifier.onnx"));

        Should.Throw<ModelException>(() => ModelRepository.Open(folder.Path)).Message.ShouldContain("verifier.onnx");
    }

    public static TheoryData<string, string, string> Wrong =>
        new()
        {
            { "version", "null", "cannot be read" },
            { "colour", "\"red\"", "cannot be read" },
            { "file", "\"../verifier.onnx\"", "is not the name of a file beside the manifest" },
            { "sha256", "\"12\"", "64 hexadecimal digits" },
            { "trainingData", "\"\"", "training data" },
            { "inputs", "[]", "has no inputs" },
            {
                "inputs",
                """[{"name":"features","kind":"Features","shape":[1,2],"features":["a","b"]}]""",
                "has shape [?, 3], the manifest says [1, 2]"
            },
            {
                "inputs",
                """[{"name":"features","kind":"Features","shape":[1,3],"features":["a","b"]}]""",
                "2 features need the shape [1, 2]"
            },
            {
                "inputs",
                """[{"name":"features","kind":"Features","shape":[1,3],"features":["a","b","b"]}]""",
                "named twice"
            },
            {
                "inputs",
                """[{"name":"x","kind":"Features","shape":[1,3],"features":["a","b","c"]}]""",
                "has no input 'x'"
            },
            { "inputs", """[{"name":"features","kind":"Waves","shape":[1,3]}]""", "sampling rate" },
            { "inputs", """[{"name":"features","kind":"Smells","shape":[1,3]}]""", "cannot be read" },
            { "output", """{"name":"risk","column":1}""", "gives label, probabilities" },
            { "output", """{"name":"label","column":1}""", "not of floats" },
            {
                "operatingPoints",
                """{"VentricularTachycardia":{"threshold":1.5,"evidence":"e"}}""",
                "not between 0 and 1"
            },
            { "operatingPoints", """{"VentricularTachycardia":{"threshold":0.5,"evidence":""}}""", "without evidence" },
            {
                "operatingPoints",
                """{"VentricularTachycardia":{"threshold":0.2,"evidence":"e"}}""",
                "needs a recorded \"reason\""
            },
            { "mixing", """{"weight":1.2}""", "share in a mixed opinion is not between 0 and 1" },
            { "operatingPoints", """{"Headache":{"threshold":0.5,"evidence":"e"}}""", "cannot be read" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_in_a_manifest_is_said_in_words(string field, string value, string words)
    {
        using var folder = ModelFolder.With(SmallModels.Tree(), change: model => model[field] = JsonNode.Parse(value));

        Should.Throw<ModelException>(() => ModelRepository.Open(folder.Path)).Message.ShouldContain(words);
    }

    public static TheoryData<string, string> WrongRules =>
        new()
        {
            {
                """{"ExtremeTachycardia":{"numbers":{"leadRate":120},"evidence":"e"}}""",
                "leadRate refutes up to 120 per minute, so fewer alarms would sound"
            },
            { """{"ExtremeTachycardia":{"numbers":{"leadRate":100},"evidence":""}}""", "without evidence" },
            { """{"ExtremeTachycardia":{"numbers":{},"evidence":"e"}}""", "the number 'leadRate' is missing" },
            {
                """{"ExtremeTachycardia":{"numbers":{"leadRate":100,"pulseRate":100},"evidence":"e"}}""",
                "no number 'pulseRate'"
            },
            { """{"Desaturation":{"numbers":{},"evidence":"e"}}""", "which no rule judges" },
            { """{"ExtremeTachycardia":{"numbers":{"leadRate":"NaN"},"evidence":"e"}}""", "cannot be read" },
        };

    [Theory]
    [MemberData(nameof(WrongRules))]
    public void Rules_that_are_incomplete_or_let_fewer_alarms_sound_are_refused_at_the_start(string rules, string words)
    {
        using var folder = ModelFolder.With(SmallModels.Tree(), rules: rules);

        Should.Throw<ModelException>(() => ModelRepository.Open(folder.Path)).Message.ShouldContain(words);
    }

    [Fact]
    public void The_numbers_of_the_rules_are_read_from_the_manifest_and_a_reason_lets_them_move()
    {
        using var folder = ModelFolder.With(
            SmallModels.Tree(),
            rules: """
            {"ExtremeTachycardia":{"numbers":{"leadRate":120},"evidence":"e","reason":"a trial of the ward"}}
            """
        );
        using var models = ModelRepository.Open(folder.Path);

        models.Points[RuleThresholds.TachycardiaLeadRate].ShouldBe(120);
        models.Points[RuleThresholds.AsystoleLeadPause].ShouldBe(RuleThresholds.AsystoleLeadPause.Safe);
        models.Points.Deciding(AlarmKind.ExtremeTachycardia)!.Reason.ShouldBe("a trial of the ward");
        models.Points.Deciding(AlarmKind.VentricularTachycardia)!.By.ShouldBe("verifier 1.2");
    }

    [Fact]
    public void What_ships_names_every_number_of_every_kind_with_its_evidence()
    {
        using var models = ModelRepository.Open(ModelRepository.DefaultFolder);

        foreach (var kind in RuleThresholds.OfRules.GroupBy(m => m.Kind))
        {
            var point = models.Points.All.Single(p => p.Kind == kind.Key && p.By == OperatingPoint.Rules);
            point.Numbers.Select(n => n.RuleThreshold).ShouldBe(kind);
            point.Evidence.ShouldNotBe(OperatingPoints.BuiltIn.Deciding(kind.Key)!.Evidence);
        }
    }

    [Fact]
    public void A_column_that_the_model_does_not_give_is_refused_at_the_start()
    {
        using var folder = ModelFolder.With(SmallModels.Tree(), change: model => model["output"]!["column"] = 2);

        Should
            .Throw<ModelException>(() => folder.Models(ModelFolder.Features))
            .Message.ShouldContain("gives 2 numbers in 'probabilities'");
    }

    [Fact]
    public void Two_models_for_one_kind_of_alarm_are_refused()
    {
        using var folder = ModelFolder.With(SmallModels.Tree());
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, "manifest.json")))!;
        var second = manifest["models"]![0]!.DeepClone();
        second["name"] = "other";
        manifest["models"]!.AsArray().Add(second);

        Should
            .Throw<ModelException>(() => ModelManifestReader.Read(Encoding.UTF8.GetBytes(manifest.ToJsonString())))
            .Message.ShouldContain("2 models for alarms of kind VentricularTachycardia");
    }
}
