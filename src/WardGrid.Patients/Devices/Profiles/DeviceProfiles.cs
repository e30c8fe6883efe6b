using System.Collections.Immutable;

namespace WardGrid.Patients.Devices.Profiles;

/// <summary>The profiles that a new device can be compared with: the built-in ones and the hospital's own.</summary>
public sealed record DeviceProfiles(ImmutableArray<DeviceProfile> All)
{
    public static DeviceProfiles BuiltIn { get; } = new(DeviceProfile.BuiltIn);

    /// <summary>The profile of this name; null if there is none.</summary>
    public DeviceProfile? Find(string? name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>The built-in profiles, and those of a folder's <c>*.json</c> files by their file names.</summary>
    /// <exception cref="FormatException">
    /// A file is no profile, or two have one name; the text names the file.
    /// </exception>
    public static DeviceProfiles Read(string folder)
    {
        var all = DeviceProfile.BuiltIn.ToBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var profile = DeviceProfileJson.Read(Path.GetFileName(file), File.ReadAllBytes(file));
            if (all.Any(p => p.Name == profile.Name))
                throw new FormatException($"{Path.GetFileName(file)}: there is a profile '{profile.Name}' already");
            all.Add(profile);
        }

        return new(all.ToImmutable());
    }
}
