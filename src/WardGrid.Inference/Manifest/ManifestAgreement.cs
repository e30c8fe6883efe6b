using WardGrid.Signals.Beats;

namespace WardGrid.Inference.Manifest;

/// <summary>Compares the manifest's entry of a model with the declarations in its file.</summary>
internal static class ManifestAgreement
{
    public static void Check(ModelEntry entry, OnnxModel model)
    {
        if (entry.Inputs.Length != model.Inputs.Length)
            throw new ModelException(
                $"model {entry.Title} takes {model.Inputs.Length} inputs, the manifest names {entry.Inputs.Length}"
            );
        foreach (var input in entry.Inputs)
            CheckInput(entry, input, model.Inputs.FirstOrDefault(i => i.Name == input.Name));

        var output =
            model.Outputs.FirstOrDefault(o => o.Name == entry.Output.Name)
            ?? throw new ModelException(
                $"model {entry.Title} has no output '{entry.Output.Name}'; "
                    + $"it gives {string.Join(", ", model.Outputs.Select(o => o.Name))}"
            );
        if (output.Element != OnnxElement.Float)
            throw new ModelException(
                $"model {entry.Title}: output '{output.Name}' is of {output.Element}, not of floats"
            );
    }

    private static void CheckInput(ModelEntry entry, ModelInput input, OnnxTensor? declared)
    {
        if (declared is null)
            throw new ModelException($"model {entry.Title} has no input '{input.Name}'");
        var fits =
            declared.Shape.Length == input.Shape.Length
            && !declared.Shape.Where((d, i) => d >= 0 && d != input.Shape[i]).Any();
        if (!fits)
            throw new ModelException(
                $"model {entry.Title}: input '{input.Name}' has shape {declared.ShapeText}, "
                    + $"the manifest says [{string.Join(", ", input.Shape)}]"
            );
        if (declared.Element != OnnxElement.Float)
            throw new ModelException($"model {entry.Title}: input '{input.Name}' takes {declared.Element}, not floats");
    }
}
