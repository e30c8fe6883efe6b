using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Leads;

/// <summary>
/// The verb <c>evaluate leads</c>: false findings on twelve-lead recordings as they are, and which of the faults made
/// from them are found.
/// </summary>
public static class EvaluateLeadsCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of twelve-lead WFDB records, such as ptbxl100",
            Required = true,
        };
        var gain = new Option<double?>("--gain")
        {
            Description = "Raw units per mV of every signal instead of the headers' gains; 1000 for ludb",
        };
        var names = new Option<bool>("--names") { Description = "Name the records with a finding as they are" };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of tables" };
        var command = new Command(
            "leads",
            "Leads that are duplicated, exchanged, inverted or reversed: false findings, and faults found"
        )
        {
            data,
            gain,
            names,
            json,
        };
        command.SetAction(parsed =>
            Run(parsed.GetValue(data)!, parsed.GetValue(gain), parsed.GetValue(names), parsed.GetValue(json))
        );
        return command;
    }

    private static int Run(DirectoryInfo folder, double? gain, bool withNames, bool json)
    {
        var records = folder.Exists ? RecordingFiles.In(folder.FullName) : [];
        var sinus = folder.Exists ? SinusLabels.In(folder.FullName) : null;
        var reports = new ConcurrentBag<RecordedLeads>();
        var trials = new ConcurrentBag<LeadTrial>();
        Parallel.For(
            0,
            records.Length,
            i =>
            {
                var recording = RecordingFiles.Read(records[i]);
                if (TwelveLeads.Of(recording, gain) is not { } leads)
                    return;
                reports.Add(RecordedLeads.Of(recording.Header.Name, leads));
                foreach (var trial in LeadTrial.Of(leads, sinus!.Has(recording.Header), i))
                    trials.Add(trial);
            }
        );
        if (reports.IsEmpty)
        {
            Console.Error.WriteLine($"no twelve-lead record (.hea) in {folder.FullName}");
            return ExitCode.WrongInput;
        }

        var shares = new LeadShares([.. reports], [.. trials]);
        if (withNames)
            PrintNames(reports);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(shares.ForJson()));
        else
            PrintTables(shares);
        return 0;
    }

    private static void PrintNames(IEnumerable<RecordedLeads> reports)
    {
        foreach (var recorded in reports.OrderBy(r => r.Name, StringComparer.Ordinal))
        {
            foreach (var fault in recorded.Twelve.Faults)
                Console.Error.WriteLine($"{recorded.Name}: {fault.Kind} {string.Join(", ", fault.Leads)}");
        }
    }

    private static void PrintTables(LeadShares shares)
    {
        Print("as recorded", shares.AsRecorded);
        Print("fault made, found as such", shares.Made);
    }

    private static void Print(string title, IEnumerable<(string What, WilsonInterval Share)> rows)
    {
        var table = new Table().AddColumn(title).AddColumn("share (95 % interval)");
        foreach (var (what, share) in rows)
            table.AddRow(Markup.Escape(what), share.ToString());
        ToolConsole.Results.Write(table);
    }
}
