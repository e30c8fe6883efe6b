using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>In a demonstration, signs a visitor in who opens a page without a session.</summary>
/// <remarks>Only pages: whoever signs out comes to the sign-in page, and stays there.</remarks>
internal sealed class DemoVisitors(RequestDelegate next, SignInOptions options)
{
    public async Task InvokeAsync(HttpContext context, AccountSignIn signIn, UserManager<Account> users)
    {
        if (options.Visitor is { } visitor && IsPage(context) && !context.User.IsSignedIn())
        {
            if (await users.FindByNameAsync(visitor) is { } account && await signIn.CanSignInAsync(account))
            {
                await signIn.SignInAsync(account, isPersistent: false);
                context.User = await signIn.CreateUserPrincipalAsync(account);
            }
        }

        await next(context);
    }

    private static bool IsPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
        && !context.Request.Path.StartsWithSegments("/sign-in")
        && !context.Request.Path.StartsWithSegments("/display");
}
