using System.Collections.Immutable;
using WardGrid.Patients.Devices.Previews;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Profiles;

/// <summary>What differs between a profile and what a device sends.</summary>
public enum ProfileDifferenceKind
{
    /// <summary>The profile has a channel that the device does not declare.</summary>
    MissingChannel,

    /// <summary>The device declares a channel that the profile does not have.</summary>
    FurtherChannel,

    /// <summary>The device declares another rate.</summary>
    DeclaredRate,

    /// <summary>Samples come at another rate than the device declares.</summary>
    MeasuredRate,

    /// <summary>The channel measures something else than the profile says.</summary>
    Code,

    /// <summary>The gain, or the unit behind it, is another.</summary>
    Gain,

    /// <summary>A number of the profile has not come.</summary>
    MissingNumber,
}

/// <param name="Name">The channel, or the code of a number.</param>
/// <param name="Expected">NaN where nothing was expected.</param>
/// <param name="Found">NaN where nothing was found.</param>
public sealed record ProfileDifference(ProfileDifferenceKind Kind, string Name, double Expected, double Found)
{
    /// <summary>
    /// Share of a rate: the conformance test allows 1 % over its minute; a few seconds of bundles tell less.
    /// </summary>
    private const double RateTolerance = 0.05;

    /// <summary>Compares a device's preview with the profile; empty before its birth has come.</summary>
    public static ImmutableArray<ProfileDifference> Of(DeviceProfile profile, DevicePreview preview)
    {
        var differences = ImmutableArray.CreateBuilder<ProfileDifference>();
        if (profile.Form != DeviceForm.VsCapture)
        {
            if (preview.Model is null)
                return [];
            Compare(profile, preview, differences);
        }

        if (!preview.Numbers.IsEmpty)
        {
            foreach (var code in profile.Numbers.Where(code => preview.Numbers.All(n => n.Code != code)))
                differences.Add(new(ProfileDifferenceKind.MissingNumber, $"{code}", code, double.NaN));
        }

        return differences.ToImmutable();
    }

    private static void Compare(
        DeviceProfile profile,
        DevicePreview preview,
        ImmutableArray<ProfileDifference>.Builder differences
    )
    {
        foreach (var expected in profile.Channels)
        {
            if (preview.Channels.FirstOrDefault(c => IsNamed(expected, c.Declaration.Name)) is { } found)
                Compare(expected, found.Declaration, differences);
            else
                differences.Add(new(ProfileDifferenceKind.MissingChannel, expected.Name, expected.Code, double.NaN));
        }

        foreach (var found in preview.Channels)
        {
            var (name, rate) = (found.Declaration.Name, found.Declaration.Rate);
            if (!profile.Channels.IsEmpty && !profile.Channels.Any(c => IsNamed(c, name)))
                differences.Add(new(ProfileDifferenceKind.FurtherChannel, name, double.NaN, found.Declaration.Code));
            if (found.MeasuredRate is { } measured && Math.Abs(measured - rate) > RateTolerance * rate)
                differences.Add(new(ProfileDifferenceKind.MeasuredRate, name, rate, measured));
        }
    }

    private static void Compare(
        ProfileChannel expected,
        ChannelDeclaration found,
        ImmutableArray<ProfileDifference>.Builder differences
    )
    {
        if (found.Rate != expected.Rate)
            differences.Add(new(ProfileDifferenceKind.DeclaredRate, found.Name, expected.Rate, found.Rate));
        if (found.Code != expected.Code)
            differences.Add(new(ProfileDifferenceKind.Code, found.Name, expected.Code, found.Code));
        if (expected.Gain is not { } gain)
            return;
        var declared = new ChannelDeclaration(0, found.Name, expected.Code, found.Rate, expected.Unit, gain, 0);
        // The preview is in WardGrid's units, so the profile's gain is brought to them.
        if (!ChannelUnits.TryConvert(declared, out var converted).IsRefused && Differs(converted.Gain, found.Gain))
            differences.Add(new(ProfileDifferenceKind.Gain, found.Name, converted.Gain, found.Gain));
    }

    private static bool IsNamed(ProfileChannel expected, string name) =>
        expected.Name == name || expected.Aliases.Contains(name);

    private static bool Differs(double a, double b) => Math.Abs(a - b) > 1e-6 * Math.Abs(a);
}
