using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Serialization;
using Orleans.Serialization.TypeSystem;

namespace WardGrid.Server.Hosting;

/// <summary>How WardGrid's own records cross from silo to silo.</summary>
/// <remarks>
/// The records of Signals, Alarms and Patients know nothing of Orleans, and a second set of them would drift from the
/// first: they cross as JSON, by name, so that a silo of the next version may add a member. Waveforms cross as the
/// bytes that the device sent.
/// </remarks>
public static class MessageFormat
{
    /// <summary>
    /// Numbers may be NaN (an interval that is not known); enums by name, so that their order may change.
    /// </summary>
    public static JsonSerializerOptions Json { get; } =
        new()
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Converters = { new JsonStringEnumConverter() },
        };

    public static ISerializerBuilder AddWardGridMessages(this ISerializerBuilder serializer)
    {
        serializer.Services.AddSingleton<ITypeConverter, EarlierNames>();
        serializer.Services.AddSingleton<ITypeNameFilter, EarlierNames>();
        return serializer.AddJsonSerializer(type => IsOurs(type), Json);
    }

    private static bool IsOurs(Type type) =>
        type.Namespace is { } name
        && (
            name.StartsWith("WardGrid.Patients", StringComparison.Ordinal)
            || name.StartsWith("WardGrid.Alarms", StringComparison.Ordinal)
            || name.StartsWith("WardGrid.Signals", StringComparison.Ordinal)
        );
}
