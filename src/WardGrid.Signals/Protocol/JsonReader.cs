using System.Text.Json;

namespace WardGrid.Signals.Protocol;

/// <summary>Reads a device's JSON and keeps the first fault, in words.</summary>
/// <remarks>
/// After the first fault every read returns nothing and every loop ends, so that the caller needs no checks in between.
/// </remarks>
internal ref struct JsonReader(ReadOnlySpan<byte> json)
{
    private Utf8JsonReader _reader = new(json);

    /// <summary>The first fault; <see cref="Refusal.None"/> while there is none.</summary>
    public Refusal Refusal { get; private set; }

    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>Steps to the next token; false at the end and after a fault.</summary>
    public bool Next()
    {
        if (Refusal.IsRefused)
            return false;
        try
        {
            return _reader.Read();
        }
        catch (JsonException e)
        {
            Refuse($"not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
            return false;
        }
    }

    /// <summary>Steps onto the beginning of an object.</summary>
    public bool Object(string what) => Next() && IsAt(JsonTokenType.StartObject, $"{what} is not a JSON object");

    /// <summary>Steps onto the beginning of an array.</summary>
    public bool Array(string what) => Next() && IsAt(JsonTokenType.StartArray, $"{what} is not a JSON array");

    /// <summary>Steps to the next field of the object; false at its end.</summary>
    public bool Field() => Next() && _reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Steps to the next item of the array; false at its end.</summary>
    public bool Item() => Next() && _reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Whether the current field has this name.</summary>
    public bool Is(ReadOnlySpan<byte> name)
    {
        try
        {
            return _reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return Refuse("the name of a field is not valid text");
        }
    }

    /// <summary>Skips the field's value.</summary>
    public void Leave()
    {
        if (!Next())
            return;
        var depth = _reader.CurrentDepth;
        if (_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            while (Next() && _reader.CurrentDepth > depth) { }
        }
    }

    /// <summary>The field's value as a text of at most <paramref name="longest"/> characters.</summary>
    public string Text(string what, int longest) =>
        Next() && IsAt(JsonTokenType.String, $"{what} is not a text") ? Here(what, longest) : "";

    /// <summary>The current field's name, or the current text.</summary>
    public string Here(string what, int longest)
    {
        try
        {
            // An escaped character has up to six bytes; a longer text is not decoded.
            var text = _reader.ValueSpan.Length <= 6 * longest ? _reader.GetString() : null;
            if (text?.Length <= longest)
                return text;
            Refuse($"{what} is longer than {longest} characters");
        }
        catch (InvalidOperationException)
        {
            Refuse($"{what} is not valid text");
        }

        return "";
    }

    /// <summary>The field's value as a whole number within bounds.</summary>
    public long Whole(string what, long least, long most) => Next() ? WholeHere(what, least, most) : 0;

    /// <summary>The current value as a whole number within bounds.</summary>
    public long WholeHere(string what, long least, long most)
    {
        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out var value))
            Refuse($"{what} is not a whole number");
        else if (value < least || value > most)
            Refuse($"{what} is {value}, {least} to {most} is possible");
        else
            return value;
        return 0;
    }

    /// <summary>The field's value as a finite number.</summary>
    public double Number(string what) => Next() ? NumberHere(what) : 0;

    /// <summary>The current value as a finite number.</summary>
    public double NumberHere(string what)
    {
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetDouble(out var value) && double.IsFinite(value))
            return value;
        Refuse($"{what} is not a number");
        return 0;
    }

    /// <summary>Keeps the first fault; always false.</summary>
    public bool Refuse(string detail, RefusalReason reason = RefusalReason.Malformed)
    {
        if (!Refusal.IsRefused)
            Refusal = new(reason, detail);
        return false;
    }

    /// <summary>Ends the reading: nothing may follow, and the required fields must have been there.</summary>
    public Refusal End(params ReadOnlySpan<(bool Found, string Name)> required)
    {
        Next();
        foreach (var (found, name) in required)
        {
            if (!found)
                Refuse($"{name} is missing");
        }

        return Refusal;
    }

    private bool IsAt(JsonTokenType token, string otherwise) => _reader.TokenType == token || Refuse(otherwise);
}
