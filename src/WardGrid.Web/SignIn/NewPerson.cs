using System.Collections.Immutable;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>An account that somebody asks for.</summary>
/// <param name="Wards">The wards whose patients this person sees; empty means all.</param>
public sealed record NewPerson(
    string UserName,
    string Name,
    Roles Roles,
    ImmutableArray<string> Wards,
    string Password
);
