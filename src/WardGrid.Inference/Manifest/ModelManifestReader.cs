using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Signals.Beats;

namespace WardGrid.Inference.Manifest;

/// <summary>
/// Reads a manifest strictly: an unknown, missing, repeated or wrong value is refused with the reason.
/// </summary>
public static class ModelManifestReader
{
    internal static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    public static ModelManifest Read(ReadOnlySpan<byte> json)
    {
        ModelManifest manifest;
        try
        {
            manifest =
                JsonSerializer.Deserialize<ModelManifest>(json, Strict)
                ?? throw new ModelException("the manifest of models is empty");
        }
        catch (JsonException unreadable)
        {
            throw new ModelException($"the manifest of models cannot be read: {unreadable.Message}", unreadable);
        }

        if (manifest.Models.IsDefault)
            throw new ModelException("the manifest has no list of models");
        foreach (var model in manifest.Models)
            Check(model);
        Require(
            manifest.Prototypes is not { } named
                || (named.File.Length > 0 && named.File == Path.GetFileName(named.File)),
            "the prototypes' file is to lie beside the manifest"
        );
        if (manifest.Models.GroupBy(m => m.Name).FirstOrDefault(same => same.Count() > 1) is { } doubled)
            throw new ModelException($"the manifest names model {doubled.Key} {doubled.Count()} times");
        foreach (
            var (kind, models) in manifest
                .Models.Where(m => m.Task == ModelEntry.AlarmTask)
                .SelectMany(m => m.OperatingPoints.Keys)
                .CountBy(k => k)
        )
            Require(models == 1, $"the manifest has {models} models for alarms of kind {kind}; one decides");
        return manifest;
    }

    private static void Check(ModelEntry model)
    {
        Require(model.Name.Length > 0 && model.Version.Length > 0, "a model in the manifest has no name or no version");
        Require(
            model.File.Length > 0 && model.File == Path.GetFileName(model.File),
            $"model {model.Name}: '{model.File}' is not the name of a file beside the manifest"
        );
        Require(
            model.Sha256.Length == 64 && model.Sha256.All(char.IsAsciiHexDigit),
            $"model {model.Name}: a SHA-256 has 64 hexadecimal digits"
        );
        Require(
            model.Task.Length > 0 && model.TrainingData.Length > 0,
            $"model {model.Name}: its task and its training data are to be named"
        );
        Require(!model.Inputs.IsDefaultOrEmpty, $"model {model.Name} has no inputs");
        Require(model.Output.Column >= 0, $"model {model.Name}: column {model.Output.Column} of its output");
        foreach (var input in model.Inputs)
            Check($"model {model.Name}, input {input.Name}", input);
        Require(
            model.Mixing is not { Weight: not (>= 0 and <= 1) },
            $"model {model.Name}: its share in a mixed opinion is not between 0 and 1"
        );
        foreach (var (kind, point) in model.OperatingPoints)
        {
            Require(
                point.Threshold is >= 0 and <= 1,
                $"model {model.Name}, {kind}: the threshold {point.Threshold} is not between 0 and 1"
            );
            Require(point.Evidence.Length > 0, $"model {model.Name}, {kind}: an operating point without evidence");
        }
    }

    private static void Check(string where, ModelInput input)
    {
        Require(
            !input.Shape.IsDefaultOrEmpty && input.Shape.All(d => d > 0),
            $"{where}: its shape needs dimensions above 0"
        );
        var features = input.Features ?? [];
        if (input.Kind == ModelInputKind.Features)
        {
            Require(
                input.Shape.Length == 2 && input.Shape[0] == 1 && input.Shape[1] == features.Length,
                $"{where}: {features.Length} features need the shape [1, {features.Length}]"
            );
            Require(features.Distinct().Count() == features.Length, $"{where}: a feature is named twice");
        }
        else
        {
            Require(features.IsEmpty, $"{where}: only an input of features names features");
        }

        Require(
            input.Kind == ModelInputKind.Waves == input.SamplingRate is > 0,
            $"{where}: waves have a sampling rate above 0, other inputs have none"
        );
        Require(
            input.Kind != ModelInputKind.Waves || input.Shape.Length == 3,
            $"{where}: waves have the shape [1, channels, samples]"
        );
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ModelException(otherwise);
    }
}
