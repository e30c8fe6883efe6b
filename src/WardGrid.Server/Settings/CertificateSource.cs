using System.Collections.Immutable;

namespace WardGrid.Server.Settings;

/// <summary>The files that a certificate was read from.</summary>
/// <remarks>No record, whose text would show the password.</remarks>
internal sealed class CertificateSource(string section, string path, string? key, string? password)
{
    /// <summary>The section of the settings that names the files, such as <c>Web</c>.</summary>
    public string Section => section;

    public string Path => path;

    /// <summary>The file of the key, where the certificate is PEM; empty or null where it is PKCS#12.</summary>
    public string? Key => key;

    public string? Password => password;

    /// <summary>What the files hold now. Their times say less: a link to a new file may keep its own.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public ImmutableArray<byte> ReadBytes() =>
        [.. File.ReadAllBytes(path), .. string.IsNullOrEmpty(key) ? [] : File.ReadAllBytes(key)];
}
