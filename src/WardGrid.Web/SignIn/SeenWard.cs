using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using WardGrid.Patients;
using WardGrid.Web.Live;

namespace WardGrid.Web.SignIn;

/// <summary>The beds that the person of this page may see: those of this person's wards.</summary>
/// <remarks>One for each open page. A page asks here, so that another ward's patient is not found.</remarks>
public sealed class SeenWard(WardFanout ward, AuthenticationStateProvider sessions)
{
    private ImmutableHashSet<string>? _wards;

    /// <inheritdoc cref="WardFanout.BedChanged"/>
    public event Action<string>? BedChanged
    {
        add => ward.BedChanged += value;
        remove => ward.BedChanged -= value;
    }

    /// <summary>The wards of this person; empty means all.</summary>
    public ImmutableHashSet<string> Wards => _wards ??= Session.WardsOf();

    public IEnumerable<PatientSnapshot> Beds => ward.Beds.Where(b => Sees(b.Association.Ward));

    public bool Sees(string wardName) => Wards.IsEmpty || Wards.Contains(wardName);

    public PatientSnapshot? Bed(string bed) =>
        ward.Bed(bed) is { } found && Sees(found.Association.Ward) ? found : null;

    /// <inheritdoc cref="WardFanout.Shown"/>
    public (PatientSnapshot Snapshot, int Slot)? Shown(string bed) =>
        ward.Shown(bed) is { } found && Sees(found.Snapshot.Association.Ward) ? found : null;

    /// <summary>A page's session is known before anything of the page is drawn.</summary>
    private ClaimsPrincipal Session
    {
        get
        {
            var session = sessions.GetAuthenticationStateAsync();
            return session.IsCompletedSuccessfully
                ? session.Result.User
                : throw new InvalidOperationException("The page has no session yet.");
        }
    }
}
