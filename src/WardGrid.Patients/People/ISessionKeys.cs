using System.Collections.Immutable;

namespace WardGrid.Patients.People;

/// <summary>
/// The keys that encrypt the session cookies, stored so that a session survives a restart and holds on every silo.
/// </summary>
public interface ISessionKeys
{
    ImmutableArray<string> All();

    /// <param name="xml">The key as ASP.NET Core's data protection writes it.</param>
    void Add(string id, string xml);
}
