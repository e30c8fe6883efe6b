using System.Collections.Immutable;

namespace WardGrid.Signals.Protocol;

/// <summary>
/// Turns what a device declares into what WardGrid analyses: kinds by code, mapping or name, units converted.
/// </summary>
public static class BirthConversion
{
    /// <param name="mapped">The code to which a person has mapped a channel of this device, by the channel's name; null
    /// where nobody has.</param>
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
        // A mapping that the unit does not bear was made before the device declared it: it must not
        // cost the whole birth.
        if (mapped?.Invoke(declared.Name) is { } code && (code == 0 || !CheckMapping(declared, code).IsRefused))
            return code;
        if (declared.Kind != SignalKind.Other)
            return declared.Code;
        // A short name may mean something else ("Temp C", a flow "V"). Its unit must fit, or the whole
        // birth would be refused.
        var named = ChannelNames.CodeOf(declared.Name);
        if (IsRead(declared, named))
            return named;
        return IsCertain(declared) ? Mdc.Canonical(declared.Code) : declared.Code;
    }

    /// <summary>Whether the unit of a channel lets it be what somebody says it is.</summary>
    public static Refusal CheckMapping(ChannelDeclaration declared, int code) =>
        ChannelUnits.TryConvert(declared with { Code = code }, out _);

    private static bool IsRead(ChannelDeclaration declared, int code) =>
        Mdc.KindOf(code) != SignalKind.Other && !CheckMapping(declared, code).IsRefused;

    /// <summary>Whether another code of a waveform, or a term without its partition, can mean nothing else.</summary>
    private static bool IsCertain(ChannelDeclaration declared)
    {
        var code = Mdc.Canonical(declared.Code);
        if (!IsRead(declared, code) || ChannelNames.IsOfAnotherSignal(declared.Name))
            return false;
        return !Mdc.IsTerm(declared.Code) || ChannelUnits.IsUsual(declared.Unit, Mdc.KindOf(code));
    }
}
