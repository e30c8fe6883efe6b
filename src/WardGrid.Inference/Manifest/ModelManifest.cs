using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Signals.Beats;

namespace WardGrid.Inference.Manifest;

/// <summary>The models that WardGrid ships: <c>models/manifest.json</c>.</summary>
/// <param name="Prototypes">The file of the known alarms; null if there is none.</param>
/// <param name="Rules">The numbers at which the rules refute, by kind; null keeps their built-in safe numbers.</param>
public sealed record ModelManifest(
    ImmutableArray<ModelEntry> Models,
    ImmutableDictionary<AlarmKind, RuleEntry>? Rules = null,
    PrototypesEntry? Prototypes = null
);

/// <summary>The known alarms with which the evidence compares.</summary>
/// <param name="File">The name of their file, in the manifest's folder.</param>
/// <param name="Sha256">Of that file, in hexadecimal; a file with another hash is refused.</param>
public sealed record PrototypesEntry(string File, string Sha256);

/// <summary>
/// The numbers at which the rules refute alarms of one kind; names and units are those of
/// <see cref="Alarms.Verification.Rules.RuleThresholds"/>.
/// </summary>
/// <param name="Reason">Why fewer alarms may sound than at the built-in safe numbers; refused without one.</param>
public sealed record RuleEntry(ImmutableDictionary<string, float> Numbers, string Evidence, string? Reason = null);

/// <summary>One model: what it is for, its inputs, and its operating points.</summary>
/// <param name="Task">What it is for; <see cref="AlarmTask"/> verifies alarms.</param>
/// <param name="File">The name of its ONNX file, in the manifest's folder.</param>
/// <param name="Sha256">Of that file, in hexadecimal; a file with another hash is refused.</param>
/// <param name="TrainingData">What it was trained on, in words.</param>
/// <param name="OperatingPoints">The kinds of alarm that it scores, and the probability below which it refutes
/// each.</param>
/// <param name="Card">The page that describes it, relative to the manifest's folder.</param>
/// <param name="Mixing">How its opinion is mixed with that of another model; null if it decides alone.</param>
public sealed record ModelEntry(
    string Name,
    string Version,
    string Task,
    string File,
    string Sha256,
    ImmutableArray<ModelInput> Inputs,
    ModelOutput Output,
    string TrainingData,
    ImmutableDictionary<AlarmKind, ThresholdEntry> OperatingPoints,
    string? Card = null,
    OpinionMixing? Mixing = null
)
{
    public const string AlarmTask = "alarms";

    /// <summary>Name and version, as in evidence cards and the audit trail.</summary>
    [JsonIgnore]
    public string Title => $"{Name} {Version}";
}

/// <summary>How a network's opinion is mixed with that of the trees.</summary>
/// <param name="Weight">The network's share in the mean of the logarithms of the probabilities, 0 to 1.</param>
public sealed record OpinionMixing(float Weight);

/// <summary>One input of a model.</summary>
/// <param name="Name">Its name in the ONNX file.</param>
/// <param name="Shape">Its dimensions: [1, features] for features, [1, channels, samples] for waves, [1, channels] for
/// a mask.</param>
/// <param name="Missing">Whether NaN is allowed for an unknown value.</param>
/// <param name="Features">The features by name, in the input's order; only and always for features.</param>
/// <param name="SamplingRate">Samples per second; only and always for waves.</param>
/// <param name="Units">The unit of each feature or channel; empty if a feature's name has it.</param>
public sealed record ModelInput(
    string Name,
    ModelInputKind Kind,
    ImmutableArray<int> Shape,
    MissingNumbers Missing = MissingNumbers.Refused,
    ImmutableArray<string>? Features = null,
    double? SamplingRate = null,
    ImmutableArray<string>? Units = null
);

/// <summary>The content of an input.</summary>
public enum ModelInputKind
{
    /// <summary>One number for each named feature.</summary>
    Features,

    /// <summary>Samples of one channel after the other.</summary>
    Waves,

    /// <summary>1 for each channel that exists, else 0.</summary>
    Mask,
}

/// <summary>Whether a model accepts missing numbers.</summary>
public enum MissingNumbers
{
    /// <summary>None may be missing: without one of them the model is not used.</summary>
    Refused,

    /// <summary>NaN marks a missing number: the model was trained with it.</summary>
    NaN,
}

/// <summary>The place of the probability that an alarm is true in the model's outputs.</summary>
/// <param name="Name">The output's name in the ONNX file.</param>
/// <param name="Column">The position of the class "true alarm" in that output.</param>
public sealed record ModelOutput(string Name, int Column);

/// <summary>The probability below which an alarm is refuted, and the reason for it.</summary>
/// <param name="Threshold">0 to 1; 0 refutes nothing.</param>
/// <param name="Evidence">Its sensitivity and specificity and the data, in words.</param>
/// <param name="Reason">Why it refutes more than the built-in safe limit; refused without one.</param>
public sealed record ThresholdEntry(float Threshold, string Evidence, string? Reason = null);
