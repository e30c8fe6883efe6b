using System.Collections.Immutable;

namespace WardGrid.Signals.Protocol;

/// <summary>
/// Converts a device's declarations for WardGrid's analysis: kinds by code, mapping or name, and units.
/// </summary>
public static class BirthConversion
{
    /// <param name="mapped">The code to which a person has mapped a channel of this device, by the channel's name; null
    /// if nobody has.</param>
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

    /// <summary>A person's mapping comes before the device's code, and the code before the name.</summary>
    private static int CodeOf(ChannelDeclaration declared, Func<string, int?>? mapped)
    {
        // A mapping that does not fit the unit was made before the device declared the unit, so it must not cause the
        // refusal of the whole birth.
        if (mapped?.Invoke(declared.Name) is { } code && (code == 0 || !CheckMapping(declared, code).IsRefused))
            return code;
        if (declared.Kind != SignalKind.Other)
            return declared.Code;
        // A short name can mean something else ("Temp C", a flow "V"). It is used only if the unit fits; else the whole
        // birth would be refused.
        var named = ChannelNames.CodeOf(declared.Name);
        if (IsRead(declared, named))
            return named;
        return IsCertain(declared) ? Mdc.Canonical(declared.Code) : declared.Code;
    }

    /// <summary>Whether a mapping fits the unit of a channel.</summary>
    public static Refusal CheckMapping(ChannelDeclaration declared, int code) =>
        ChannelUnits.TryConvert(declared with { Code = code }, out _);

    private static bool IsRead(ChannelDeclaration declared, int code) =>
        Mdc.KindOf(code) != SignalKind.Other && !CheckMapping(declared, code).IsRefused;

    /// <summary>Whether another code of a waveform, or a term without its partition, is unambiguous.</summary>
    private static bool IsCertain(ChannelDeclaration declared)
    {
        var code = Mdc.Canonical(declared.Code);
        if (!IsRead(declared, code) || ChannelNames.IsOfAnotherSignal(declared.Name))
            return false;
        return !Mdc.IsTerm(declared.Code) || ChannelUnits.IsUsual(declared.Unit, Mdc.KindOf(code));
    }
}
