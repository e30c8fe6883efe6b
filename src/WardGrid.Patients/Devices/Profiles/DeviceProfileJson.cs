using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Profiles;

/// <summary>Reads a hospital's own profile from JSON.</summary>
/// <remarks>
/// <c>{"name":"B650","form":"binary","channels":[{"name":"ECG2","mdc":131330,"rate":300,"unit":"mV",
/// "aliases":["EKG2"]}],"numbers":[147842]}</c>. Shapes and limits are in docs/first-device.md.
/// </remarks>
public static class DeviceProfileJson
{
    private const int LongestName = 64;
    private const int MostChannels = 64;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <param name="file">What an error calls it.</param>
    /// <exception cref="FormatException">It is no profile; the text says why.</exception>
    public static DeviceProfile Read(string file, ReadOnlySpan<byte> json)
    {
        try
        {
            var profile = JsonSerializer.Deserialize<File>(json, Format) ?? throw new FormatException("it is empty");
            return Checked(profile);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new FormatException($"{file}: {e.Message}", e);
        }
    }

    private static DeviceProfile Checked(File file)
    {
        if (!IsName(file.Name))
            throw new FormatException($"'name' has 1 to {LongestName} characters");
        if (file.Channels.Length > MostChannels)
            throw new FormatException($"more than {MostChannels} channels");
        var channels = file.Channels.Select(Checked).ToImmutableArray();
        var twice = channels
            .SelectMany(c => c.Aliases.Insert(0, c.Name))
            .GroupBy(n => n)
            .FirstOrDefault(names => names.Count() > 1);
        if (twice is not null)
            throw new FormatException($"the channel name '{twice.Key}' is there twice");
        return new(file.Name, file.Form, channels, [.. file.Numbers]);
    }

    private static ProfileChannel Checked(Channel channel)
    {
        if (!IsName(channel.Name) || !channel.Aliases.All(IsName))
            throw new FormatException($"a channel's name has 1 to {LongestName} characters");
        var declared = new ChannelDeclaration(0, channel.Name, channel.Mdc, channel.Rate, channel.Unit, 1, 0);
        if (declared.Kind == SignalKind.Other)
            throw new FormatException(
                $"channel {channel.Name}: WardGrid does not analyse channels of code {channel.Mdc}"
            );
        if (channel.Rate is not (> 0 and <= 2000))
            throw new FormatException($"channel {channel.Name}: 'rate' is above 0 and at most 2000 samples per second");
        if (BirthConversion.CheckMapping(declared, channel.Mdc) is { IsRefused: true } misfit)
            throw new FormatException(misfit.Detail);
        if (channel.Gain == 0)
            throw new FormatException($"channel {channel.Name}: 'gain' is not 0");
        return new(
            channel.Name,
            channel.Mdc,
            channel.Rate,
            channel.Unit,
            channel.Gain,
            channel.Offset,
            [.. channel.Aliases]
        );
    }

    private static bool IsName(string name) => name.Trim().Length > 0 && name.Length <= LongestName;

    private sealed record File
    {
        public required string Name { get; init; }

        public required DeviceForm Form { get; init; }

        public Channel[] Channels { get; init; } = [];

        public int[] Numbers { get; init; } = [];
    }

    private sealed record Channel
    {
        public required string Name { get; init; }

        public required int Mdc { get; init; }

        public required double Rate { get; init; }

        public string Unit { get; init; } = "";

        public double? Gain { get; init; }

        public double? Offset { get; init; }

        public string[] Aliases { get; init; } = [];
    }
}
