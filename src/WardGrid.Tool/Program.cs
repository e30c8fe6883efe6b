using System.CommandLine;

var root = new RootCommand("WardGrid's command line: simulate, replay, evaluate, load, verify.");
return await root.Parse(args).InvokeAsync();
