using WardGrid.Patients.Devices.Profiles;

namespace WardGrid.Server.Settings;

/// <summary>The setting <c>Profiles</c>: the folder of the hospital's own device profiles.</summary>
internal static class ProfileFolder
{
    private const string Key = "Profiles";

    internal static CommandLineOption Option { get; } =
        new(Key, "FOLDER", "The hospital's own device profiles, JSON files that are read at the start");

    /// <exception cref="SettingsException">The folder cannot be read, or a file in it is no profile.</exception>
    internal static DeviceProfiles Read(IConfiguration configuration)
    {
        if (configuration[Key] is not { Length: > 0 } folder)
            return DeviceProfiles.BuiltIn;
        try
        {
            return DeviceProfiles.Read(folder);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(Key, folder, $"a folder of device profiles ({e.Message})");
        }
    }
}
