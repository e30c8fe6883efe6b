using System.Collections.Immutable;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Prototypes;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Inference.Manifest;

namespace WardGrid.Inference;

/// <summary>The models of a folder, each checked against the manifest and opened.</summary>
/// <remarks>
/// If a model's file, inputs or outputs differ from the manifest, all models are refused and the server does not start.
/// </remarks>
public sealed class ModelRepository : IDisposable
{
    private ModelRepository(ImmutableArray<OpenModel> models, OperatingPoints points, AlarmPrototypes? prototypes) =>
        (Models, Points, Prototypes) = (models, points, prototypes);

    /// <summary>The folder of models beside the program, where a build puts them.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "models");

    public ImmutableArray<OpenModel> Models { get; }

    /// <summary>The operating points at which the rules and these models refute alarms.</summary>
    public OperatingPoints Points { get; }

    /// <summary>The known alarms with which the evidence compares; null if the manifest has none.</summary>
    public AlarmPrototypes? Prototypes { get; }

    public static ModelRepository Open(string folder)
    {
        var manifest = ModelManifestReader.Read(ReadFile(folder, "manifest.json"));
        var points = ManifestPoints.Of(manifest);
        var prototypes = manifest.Prototypes is { } named
            ? PrototypeReader.Read(ReadFile(folder, named.File), named.Sha256)
            : null;
        var open = ImmutableArray.CreateBuilder<OpenModel>();
        try
        {
            foreach (var entry in manifest.Models)
            {
                var model = OnnxModel.Open(entry.Title, ReadFile(folder, entry.File), entry.Sha256);
                open.Add(new(entry, model));
                ManifestAgreement.Check(entry, model);
            }
        }
        catch
        {
            foreach (var model in open)
                model.Model.Dispose();
            throw;
        }

        return new(open.ToImmutable(), points, prototypes);
    }

    public void Dispose()
    {
        foreach (var model in Models)
            model.Model.Dispose();
    }

    private static byte[] ReadFile(string folder, string file)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"the file {file} of the models cannot be read in {folder}: {e.Message}", e);
        }
    }
}

/// <summary>An opened model and its entry in the manifest.</summary>
public sealed record OpenModel(ModelEntry Entry, OnnxModel Model);
