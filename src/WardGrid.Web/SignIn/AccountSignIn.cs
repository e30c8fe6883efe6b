using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>Identity's sign-in, closed to disabled accounts and, outside a demonstration, to its accounts.</summary>
internal sealed class AccountSignIn(
    UserManager<Account> users,
    IHttpContextAccessor context,
    IUserClaimsPrincipalFactory<Account> claims,
    IOptions<IdentityOptions> identity,
    ILogger<SignInManager<Account>> log,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<Account> confirmation,
    SignInOptions options
) : SignInManager<Account>(users, context, claims, identity, log, schemes, confirmation)
{
    public override Task<bool> CanSignInAsync(Account user) =>
        Task.FromResult(user.DisabledAt is null && (!user.Demo || options.Demonstrates));
}
