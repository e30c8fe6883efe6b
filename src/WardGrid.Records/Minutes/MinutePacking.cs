using System.Collections.Immutable;
using System.Text;
using WardGrid.Patients.Trends;
using WardGrid.Signals.Quality;

namespace WardGrid.Records.Minutes;

/// <summary>
/// Packs a minute's channels into bytes: about 12 each. JSON needs 60, and a row for each channel would need another
/// index.
/// </summary>
/// <remarks>
/// Per channel, little-endian: code (int32), judged and usable seconds (one byte each), issue (uint16), name (UTF-8
/// after its length, as BinaryWriter writes it).
/// </remarks>
internal static class MinutePacking
{
    public static byte[] Pack(ImmutableArray<MinuteChannel> channels)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        foreach (var channel in channels)
        {
            writer.Write(channel.Code);
            writer.Write((byte)channel.Judged);
            writer.Write((byte)channel.Usable);
            writer.Write((ushort)channel.MainIssue);
            writer.Write(channel.Name);
        }

        return bytes.ToArray();
    }

    public static ImmutableArray<MinuteChannel> Unpack(byte[] packed)
    {
        using var bytes = new MemoryStream(packed, writable: false);
        using var reader = new BinaryReader(bytes, Encoding.UTF8);
        var channels = ImmutableArray.CreateBuilder<MinuteChannel>();
        while (bytes.Position < bytes.Length)
        {
            var (code, judged, usable, issue) = (
                reader.ReadInt32(),
                reader.ReadByte(),
                reader.ReadByte(),
                (QualityIssues)reader.ReadUInt16()
            );
            channels.Add(new(reader.ReadString(), code, judged, usable, issue));
        }

        return channels.ToImmutable();
    }
}
