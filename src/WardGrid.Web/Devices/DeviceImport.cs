using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;
using WardGrid.Signals.Protocol;
using WardGrid.Web.Text;

namespace WardGrid.Web.Devices;

/// <summary>Registers many devices from a list, after the whole list was checked.</summary>
public sealed class DeviceImport(IDeviceRegister register, IOnboarding onboarding, ILogger<DeviceImport> log)
{
    /// <summary>Devices of one list. A choice: a hospital's fleet, in some seconds of work.</summary>
    public const int MostLines = 1000;

    /// <summary>Bytes of a list: the most lines, with the longest names and labels.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>Checks each line; registers nothing.</summary>
    public async ValueTask<ImportCheck> CheckAsync(string csv, CancellationToken stop)
    {
        var read = DeviceCsv.Read(csv).Take(MostLines + 1).ToList();
        if (read.Count > MostLines)
            return new([], IsTooLong: true);
        var registered = (await register.DevicesAsync(stop)).Select(d => d.Device).ToHashSet();
        HashSet<string> names = [];
        return new([.. read.Select(line => Check(line.Line, line.Cells, registered, names))]);
    }

    /// <summary>Registers the lines of a list that was checked, one after the other, as if each were alone.</summary>
    /// <param name="onRegistered">Gets the number of lines that are done.</param>
    /// <returns>The outcome of each line. What is registered stays registered if a later line fails.</returns>
    public async ValueTask<ImmutableArray<Registration>> RegisterAsync(
        ImportCheck list,
        Actor by,
        Action<int>? onRegistered = null
    )
    {
        var done = ImmutableArray.CreateBuilder<Registration>(list.Lines.Length);
        foreach (var line in list.Lines)
        {
            done.Add(await RegisterAsync(line, by));
            onRegistered?.Invoke(done.Count);
        }

        return done.MoveToImmutable();
    }

    /// <summary>The credentials as CSV; only those that were registered.</summary>
    public static string Credentials(IEnumerable<Registration> registered)
    {
        var rows = registered.Where(r => r.Password is not null).Select(r => Csv.Row(r.UserName, r.Password!));
        return string.Join("\r\n", rows.Prepend("user,password").Append(""));
    }

    private static ImportLine Check(int number, string[]? cells, HashSet<string> registered, HashSet<string> names)
    {
        if (cells is not [var device, var model, var serial])
            return new(number, "", "", "", ImportProblem.Columns);
        return new(number, device, model, serial, WhyNot());

        ImportProblem? WhyNot()
        {
            if (!DeviceTopic.IsName(device))
                return ImportProblem.Name;
            if (!DeviceLabels.IsLabel(model) || !DeviceLabels.IsLabel(serial))
                return ImportProblem.Label;
            if (!names.Add(device))
                return ImportProblem.Twice;
            return registered.Contains(device) ? ImportProblem.Registered : null;
        }
    }

    private async ValueTask<Registration> RegisterAsync(ImportLine line, Actor by)
    {
        try
        {
            // Somebody can have registered it since the check; its password must not be replaced.
            if (await register.FindAsync(line.Device, default) is not null)
                return Refused($"Device {line.Device} was registered meanwhile.");
            return await onboarding.RegisterAsync(line.Device, line.Model, line.Serial, by, default);
        }
        catch (Exception e)
        {
            // The passwords of the lines before must not be lost with this one.
            log.LogWarning(e, "Device {Device} of a list could not be registered", line.Device);
            return Refused($"Device {line.Device} could not be recorded. Try again.");
        }

        Registration Refused(string why) => new(line.Device, null, CommandOutcome.Refused(why));
    }
}
