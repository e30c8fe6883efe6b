using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.InteropServices;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Records.Databases;
using WardGrid.Signals.Protocol;

namespace WardGrid.Records.Strips;

/// <summary>A strip as rows. Its samples are packed before the writer's turn.</summary>
internal sealed class StripRows
{
    public const string Select = """
        SELECT s.alarm_seconds AS AlarmSeconds, c.channel_index AS ChannelIndex, c.name, c.code, c.rate,
            c.unit, c.gain, c.zero, c.start, c.count, c.samples
        FROM strips s LEFT JOIN strip_channels c ON c.alarm_id = s.alarm_id WHERE s.alarm_id = @id ORDER BY c.position
        """;

    private readonly string _alarm;
    private readonly double _seconds;
    private readonly ImmutableArray<object> _channels;

    private StripRows(string alarm, AlarmStrip strip)
    {
        _alarm = alarm;
        _seconds = strip.AlarmSeconds;
        _channels = [.. strip.Channels.Select((channel, position) => Row(alarm, channel, position))];
    }

    public static StripRows Of(string alarm, AlarmStrip strip) => new(alarm, strip);

    /// <summary>Writes the strip, which replaces an earlier one.</summary>
    public async ValueTask WriteAsync(DbTransaction transaction)
    {
        await transaction.ExecuteAsync("DELETE FROM strip_channels WHERE alarm_id = @_alarm", new { _alarm });
        await transaction.ExecuteAsync(
            """
            INSERT INTO strips (alarm_id, alarm_seconds) VALUES (@_alarm, @_seconds)
            ON CONFLICT (alarm_id) DO UPDATE SET alarm_seconds = excluded.alarm_seconds
            """,
            new { _alarm, _seconds }
        );
        foreach (var channel in _channels)
        {
            await transaction.ExecuteAsync(
                """
                INSERT INTO strip_channels (
                    alarm_id, position, channel_index, name, code, rate, unit, gain, zero, start, count, samples)
                VALUES (@alarm, @position, @Index, @name, @Code, @Rate, @unit, @Gain, @Offset, @Start, @count, @samples)
                """,
                channel
            );
        }
    }

    /// <summary>The strip in the rows of <see cref="Select"/>; null if there are none.</summary>
    public static AlarmStrip? ToStrip(string alarm, List<StripRow> rows) =>
        rows.Count == 0
            ? null
            : new(
                alarm,
                rows[0].AlarmSeconds,
                [.. rows.Where(row => row.Samples is not null).Select(row => row.ToChannel())]
            );

    private static object Row(string alarm, StripChannel channel, int position)
    {
        var (index, name, code, rate, unit, gain, offset) = channel.Declaration;
        return new
        {
            alarm,
            position,
            Index = index,
            name = name.Storable(),
            Code = code,
            Rate = rate,
            unit = unit.Storable(),
            Gain = gain,
            Offset = offset,
            channel.Start,
            count = channel.Samples.Length,
            samples = SamplePacking.Pack(channel.Samples.AsSpan()),
        };
    }
}

/// <summary>One channel's row; its <see cref="Samples"/> are null if the strip has no channel.</summary>
internal sealed class StripRow
{
    public double AlarmSeconds { get; init; }

    public int ChannelIndex { get; init; }

    public string Name { get; init; } = "";

    public int Code { get; init; }

    public double Rate { get; init; }

    public string Unit { get; init; } = "";

    public double Gain { get; init; }

    public double Zero { get; init; }

    public long Start { get; init; }

    public int Count { get; init; }

    public byte[]? Samples { get; init; }

    public StripChannel ToChannel() =>
        new(
            new ChannelDeclaration(ChannelIndex, Name, Code, Rate, Unit, Gain, Zero),
            Start,
            ImmutableCollectionsMarshal.AsImmutableArray(SamplePacking.Unpack(Samples, Count))
        );
}
