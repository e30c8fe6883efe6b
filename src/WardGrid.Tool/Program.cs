using System.CommandLine;
using WardGrid.Tool.Evaluate;

var root = new RootCommand("WardGrid's command line: simulate, replay, evaluate, load, verify.")
{
    EvaluateCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
