using System.CommandLine;
using WardGrid.Tool.Evaluate.AfAlarms;
using WardGrid.Tool.Evaluate.Alarms;
using WardGrid.Tool.Evaluate.Conditions;
using WardGrid.Tool.Evaluate.Identity;
using WardGrid.Tool.Evaluate.Leads;
using WardGrid.Tool.Evaluate.Rhythms;
using WardGrid.Tool.Evaluate.SignalQuality;
using WardGrid.Tool.Evaluate.Ventricular;

namespace WardGrid.Tool.Evaluate;

/// <summary>
/// The verb <c>evaluate</c>: runs the live analysis over annotated recordings and prints how well it does.
/// </summary>
public static class EvaluateCommand
{
    public static Command Create() =>
        new("evaluate", "Run the live analysis over annotated recordings and print how well it does")
        {
            EvaluateAfAlarmsCommand.Create(),
            EvaluateAlarmsCommand.Create(),
            EvaluateConditionsCommand.Create(),
            EvaluateIdentityCommand.Create(),
            EvaluateLeadsCommand.Create(),
            EvaluateQrsCommand.Create(),
            EvaluateQualityCommand.Create(),
            EvaluateRhythmCommand.Create(),
            EvaluateVentricularCommand.Create(),
        };
}
