using System.CommandLine;
using System.Globalization;
using WardGrid.Records;
using WardGrid.Tool.Verify;

namespace WardGrid.Tool.Audit;

/// <summary>The verb <c>audit seal</c>: moves old entries into files, and the chain stays whole.</summary>
public static class SealCommand
{
    public static Command Create()
    {
        var store = StoreOf.Option();
        var years = new Option<int?>("--keep-years")
        {
            Description = "Seal entries that are older than so many years",
            Validators =
            {
                result =>
                {
                    if (result.GetValueOrDefault<int?>() is not (>= 1 and <= 100))
                        result.AddError("--keep-years: 1 to 100 years are possible");
                },
            },
        };
        var before = new Option<DateTimeOffset?>("--before")
        {
            Description = "Seal entries from before this day, such as 2020-01-31 (UTC)",
            CustomParser = result =>
            {
                if (
                    DateTimeOffset.TryParseExact(
                        result.Tokens[0].Value,
                        "yyyy-MM-dd",
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var day
                    )
                )
                    return day;
                result.AddError("--before: a day is written as 2020-01-31");
                return null;
            },
        };
        var folder = new Option<DirectoryInfo>("--to")
        {
            Description = "The folder of the segments' files; back it up",
            Required = true,
        };
        var command = new Command("seal", "Move old entries into files that the chain still proves")
        {
            store,
            years,
            before,
            folder,
        };
        command.Validators.Add(asked =>
        {
            if ((asked.GetResult(years) is null) == (asked.GetResult(before) is null))
                asked.AddError("Name either --keep-years or --before.");
        });
        command.SetAction(
            async (parsed, stop) =>
            {
                var to = parsed.GetValue(folder)!;
                if (!to.Exists)
                    throw new DirectoryNotFoundException($"there is no folder {to.FullName}: make it first");
                using var alone = SegmentFile.Alone(to);
                await using var opened = await StoreOf.OpenAsync(parsed.GetValue(store)!, TimeProvider.System, stop);
                var now = TimeProvider.System.GetUtcNow();
                var border = await SealBorder.OfAsync(
                    parsed.GetValue(years),
                    parsed.GetValue(before),
                    opened.Audit,
                    now,
                    stop
                );
                var run = new SealRun(opened.Audit, to, parsed.InvocationConfiguration.Output, TimeProvider.System);
                await run.SealAsync(border, stop);
                return ExitCode.Success;
            }
        );
        return command;
    }
}
