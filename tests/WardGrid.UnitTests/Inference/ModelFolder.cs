using System.Text.Json;
using System.Text.Json.Nodes;
using WardGrid.Inference;

namespace WardGrid.UnitTests.Inference;

/// <summary>A folder with a manifest and perhaps a model, gone at the end of the test.</summary>
internal sealed class ModelFolder : IDisposable
{
    public static readonly string[] Features = ["ecg_rate", "pulse_rate", "quality"];

    private readonly List<IDisposable> _opened = [];

    private ModelFolder(string manifest)
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(System.IO.Path.Combine(Path, "manifest.json"), manifest);
    }

    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), "wardgrid-models-" + Guid.NewGuid().ToString("N"));

    public static ModelFolder Holding(string manifest) => new(manifest);

    public static ModelFolder With(
        byte[] model,
        string[]? features = null,
        string missing = "Refused",
        Action<JsonNode>? change = null,
        string? rules = null
    )
    {
        var manifest = Manifest(SmallModels.Hash(model), features ?? Features, missing);
        change?.Invoke(manifest["models"]![0]!);
        if (rules is not null)
            manifest["rules"] = JsonNode.Parse(rules);
        var folder = new ModelFolder(manifest.ToJsonString());
        File.WriteAllBytes(System.IO.Path.Combine(folder.Path, "verifier.onnx"), model);
        return folder;
    }

    public AlarmModels Models(IReadOnlyList<string> computed, int? runners = null, TimeSpan? deadline = null)
    {
        var models = ModelRepository.Open(Path);
        _opened.Add(models);
        return new(models, computed, TimeProvider.System, deadline ?? TimeSpan.FromMinutes(1), runners);
    }

    public void Dispose()
    {
        foreach (var opened in _opened)
            opened.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private static JsonNode Manifest(string sha256, string[] features, string missing) =>
        JsonSerializer.SerializeToNode(
            new
            {
                models = new[]
                {
                    new
                    {
                        name = "verifier",
                        version = "1.2",
                        task = "alarms",
                        file = "verifier.onnx",
                        sha256,
                        inputs = new[]
                        {
                            new
                            {
                                name = "features",
                                kind = "Features",
                                shape = new[] { 1, features.Length },
                                missing,
                                features,
                            },
                        },
                        output = new { name = "probabilities", column = 1 },
                        trainingData = "nothing: written by hand",
                        operatingPoints = new
                        {
                            VentricularTachycardia = new { threshold = 0.1, evidence = "none: a test" },
                        },
                    },
                },
            }
        )!;
}
