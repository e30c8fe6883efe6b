using System.CommandLine;
using WardGrid.Tool.Evaluate;
using WardGrid.Tool.Load;
using WardGrid.Tool.Replay;
using WardGrid.Tool.Simulate;
using WardGrid.Tool.Verify;

var root = new RootCommand("WardGrid's command line: simulate, replay, evaluate, load, verify.")
{
    SimulateCommand.Create(),
    ReplayCommand.Create(),
    EvaluateCommand.Create(),
    LoadCommand.Create(),
    VerifyCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
