namespace WardGrid.Patients.People;

/// <summary>Who acts, and from where, as the audit trail names it.</summary>
/// <param name="Name">The user name; at a shared screen with the screen's name. <c>WardGrid</c> is the server
/// itself.</param>
/// <param name="From">The network address of the browser or program; empty where nobody outside the server
/// acts.</param>
public sealed record Actor(string Name, string From = "")
{
    public static implicit operator Actor(string name) => new(name);
}
