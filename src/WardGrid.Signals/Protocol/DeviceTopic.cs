namespace WardGrid.Signals.Protocol;

/// <summary>The topic of a device's message: <c>wg/v1/{site}/{ward}/{device}/{kind}</c>.</summary>
/// <remarks>
/// Names match [A-Za-z0-9_-]{1,64}. A topic carries no patient identity. The level <c>Numeric</c>, with which the
/// public gateway VSCaptureMP ends its topic, is read as <c>num</c>. <c>default</c> is not a topic: its names are null.
/// </remarks>
public readonly record struct DeviceTopic(string Site, string Ward, string Device, MessageKind Kind)
{
    /// <summary>The longest name of a site, ward or device, characters.</summary>
    public const int MaxName = 64;

    private const string Root = "wg/v1/";

    /// <summary>Reads a topic; a refusal with the reason if it is not a device's.</summary>
    public static Refusal TryRead(ReadOnlySpan<char> text, out DeviceTopic topic)
    {
        topic = default;
        if (!text.StartsWith(Root, StringComparison.Ordinal))
            return new(RefusalReason.UnknownTopic, $"a device's topic begins with {Root}");

        Span<Range> levels = stackalloc Range[5];
        var rest = text[Root.Length..];
        if (rest.Split(levels, '/') != 4)
            return new(RefusalReason.UnknownTopic, $"a device's topic is {Root}site/ward/device/kind");
        var (site, ward, device) = (rest[levels[0]].ToString(), rest[levels[1]].ToString(), rest[levels[2]].ToString());
        if (!IsName(site) || !IsName(ward) || !IsName(device))
            return new(RefusalReason.UnknownTopic, $"the names in a topic have 1 to {MaxName} letters, digits, _ or -");
        if (KindOf(rest[levels[3]]) is not { } kind)
            return new(
                RefusalReason.UnknownTopic,
                "the last level of a device's topic is birth, wave, num, alert, death or cmd"
            );
        topic = new(site, ward, device, kind);
        return Refusal.None;
    }

    /// <summary>Whether a text may name a site, ward or device.</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxName)
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not '_' and not '-')
                return false;
        }

        return true;
    }

    public override string ToString() => $"{Root}{Site}/{Ward}/{Device}/{Level(Kind)}";

    private static MessageKind? KindOf(ReadOnlySpan<char> level) =>
        level switch
        {
            "birth" => MessageKind.Birth,
            "wave" => MessageKind.Wave,
            "num" or "Numeric" => MessageKind.Numerics,
            "alert" => MessageKind.Alert,
            "death" => MessageKind.Death,
            "cmd" => MessageKind.Command,
            _ => null,
        };

    private static string Level(MessageKind kind) =>
        kind switch
        {
            MessageKind.Birth => "birth",
            MessageKind.Wave => "wave",
            MessageKind.Numerics => "num",
            MessageKind.Alert => "alert",
            MessageKind.Death => "death",
            MessageKind.Command => "cmd",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of message"),
        };
}
