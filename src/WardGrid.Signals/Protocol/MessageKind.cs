namespace WardGrid.Signals.Protocol;

/// <summary>The last level of a device's topic.</summary>
public enum MessageKind
{
    Birth,
    Wave,
    Numerics,
    Alert,
    Death,
    Command,
}
