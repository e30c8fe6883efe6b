using System.Text.Json;
using System.Text.Json.Serialization;

namespace WardGrid.Records;

/// <summary>
/// Decisions and patients' states as JSON text in a column: enums by name, numbers exact, NaN allowed.
/// </summary>
internal static class RecordJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new RecordException("a record's JSON text is empty");
}
