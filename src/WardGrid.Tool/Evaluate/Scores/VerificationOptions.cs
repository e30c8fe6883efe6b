using System.CommandLine;
using System.CommandLine.Parsing;
using WardGrid.Inference;

namespace WardGrid.Tool.Evaluate.Scores;

/// <summary>The options of an evaluation for the verification of alarms.</summary>
internal sealed class VerificationOptions
{
    private readonly Option<string> _models = new("--models")
    {
        Description = "Folder of models with manifest.json",
        DefaultValueFactory = _ => ModelRepository.DefaultFolder,
    };

    private readonly Option<bool> _rules = new("--rules")
    {
        Description = "Decide without a model, so that nothing is refuted",
    };

    private readonly Option<FileInfo?> _scores = new("--scores")
    {
        Description =
            $"Decide with the scores of this file ({GivenScore.Header}) in place of the model's, "
            + "such as those of a cross-validation",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_models);
        command.Options.Add(_rules);
        command.Options.Add(_scores);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_rules) && result.GetValue(_scores) is not null)
                result.AddError("--scores and --rules exclude each other");
        });
    }

    public bool HasScores(CommandResult result) => result.GetValue(_scores) is not null;

    public EvaluatedVerification Open(ParseResult parsed) =>
        new(parsed.GetValue(_models)!, parsed.GetValue(_rules), parsed.GetValue(_scores)?.FullName);
}
