using Orleans.Serialization;
using Orleans.Serialization.TypeSystem;

namespace WardGrid.Server.Hosting;

/// <summary>Writes and reads the types that cross between silos under the names that they had first.</summary>
/// <remarks>
/// A message says the name of each type in it. During a rolling upgrade silos of two versions exchange messages, so a
/// type that is renamed or moved keeps its first name there. Grains and messages of the server itself have an alias
/// instead; the records of Signals and Patients know nothing of Orleans.
/// </remarks>
internal sealed class EarlierNames : ITypeConverter, ITypeNameFilter
{
    private static readonly (string Now, string First)[] Names =
    [
        ("WardGrid.Signals.Protocol.Refusal,", "WardGrid.Signals.Frames.Refusal,"),
        ("WardGrid.Signals.Protocol.MessageKind,", "WardGrid.Signals.Frames.MessageKind,"),
        ("WardGrid.Patients.Alarms.AlarmStrip,", "WardGrid.Patients.AlarmStrip,"),
        ("WardGrid.Patients.Devices.DeviceStreamState,", "WardGrid.Patients.StreamPast,"),
    ];

    public bool TryFormat(Type type, out string formatted)
    {
        var now = RuntimeTypeNameFormatter.Format(type);
        formatted = Names.Aggregate(
            now,
            (name, known) => name.Replace(known.Now, known.First, StringComparison.Ordinal)
        );
        return formatted != now;
    }

    public bool TryParse(string formatted, out Type type)
    {
        var now = Names.Aggregate(
            formatted,
            (name, known) => name.Replace(known.First, known.Now, StringComparison.Ordinal)
        );
        type = now == formatted ? null! : Type.GetType(now)!;
        return type is not null;
    }

    public bool? IsTypeNameAllowed(string typeName, string assemblyName) =>
        Names.Any(known => known.First == $"{typeName},") ? true : null;
}
