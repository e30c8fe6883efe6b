using WardGrid.Patients.People;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Api;

/// <summary>The person who makes a call, as the audit trail names this person.</summary>
internal static class ActingUser
{
    public static Actor Of(HttpContext call) => call.User.Actor();
}
