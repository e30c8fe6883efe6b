using Microsoft.AspNetCore.Authorization;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>Opens a page to those who may do the act.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PermitAttribute : AuthorizeAttribute
{
    public PermitAttribute(Act act) => (Act, Policy) = (act, act.ToString());

    public Act Act { get; }
}
