using System.Collections.Immutable;

namespace WardGrid.Signals.Frames;

/// <summary>Turns what a device declares into what WardGrid analyses: kinds by code, mapping or name, units converted.</summary>
public static class BirthConversion
{
    /// <param name="mapped">The code to which a person has mapped a channel of this device, by the channel's name; null where nobody has.</param>
    public static Refusal TryConvert(DeviceBirth birth, Func<string, int?>? mapped, out DeviceBirth converted)
    {
        converted = birth;
        var channels = ImmutableArray.CreateBuilder<ChannelDeclaration>(birth.Channels.Length);
        foreach (var declared in birth.Channels)
        {
            var refusal = ChannelUnits.TryConvert(declared with { Code = CodeOf(declared, mapped) }, out var channel);
            if (refusal.IsRefused)
                return refusal;
            channels.Add(channel);
        }

        converted = birth with { Channels = channels.MoveToImmutable() };
        return Refusal.None;
    }

    /// <summary>What a person has said goes before what the device says, and its code before its name.</summary>
    private static int CodeOf(ChannelDeclaration declared, Func<string, int?>? mapped)
    {
        if (mapped?.Invoke(declared.Name) is { } code)
            return code;
        if (declared.Kind != SignalKind.Other)
            return declared.Code;
        // A short name may mean something else ("Temp C", a flow "V"). Its unit must fit, or the whole birth would be refused.
        var named = declared with { Code = ChannelNames.CodeOf(declared.Name) };
        var fits = named.Kind != SignalKind.Other && !ChannelUnits.TryConvert(named, out _).IsRefused;
        return fits ? named.Code : declared.Code;
    }
}
