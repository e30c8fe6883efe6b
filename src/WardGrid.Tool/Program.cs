using WardGrid.Tool;

return await ToolRun.RunAsync(args);
