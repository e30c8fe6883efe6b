using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>
/// Puts sign-in together from the building blocks of ASP.NET Core Identity, over WardGrid's own accounts.
/// </summary>
internal static class SignInServices
{
    /// <summary>
    /// Rounds of PBKDF2 with HMAC-SHA512 for a password or PIN (OWASP Password Storage Cheat Sheet, 2023).
    /// </summary>
    private const int HashRounds = 210_000;

    /// <summary>Wrong attempts until an account is locked; NIST SP 800-63B, 5.2.2, allows at most 100.</summary>
    private const int WrongAttempts = 10;

    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a person's session reads after it has ended to act. A wall that a nurse opened stays alive over a
    /// holiday; a browser that is closed forgets the session.
    /// </summary>
    private static readonly TimeSpan ReadsFor = TimeSpan.FromDays(30);

    public static IServiceCollection AddSignIn(this IServiceCollection services, SignInOptions options)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<IPasswordHasher<Account>>(
            new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = HashRounds }))
        );
        services
            .AddIdentityCore<Account>(identity =>
            {
                identity.Lockout.MaxFailedAccessAttempts = WrongAttempts;
                identity.Lockout.DefaultLockoutTimeSpan = LockedFor;
                identity.Lockout.AllowedForNewUsers = true;
                // Names are checked when an account is made. Identity's own check knows a to z only: it would refuse to
                // store the wrong attempts of any other name, and so never lock that account.
                identity.User.AllowedUserNameCharacters = "";
            })
            .AddUserStore<AccountStore>()
            .AddSignInManager<AccountSignIn>()
            .AddTokenProvider<AuthenticatorTokenProvider<Account>>(TokenOptions.DefaultAuthenticatorProvider);
        services.AddScoped<IUserClaimsPrincipalFactory<Account>, AccountClaims>();
        services.AddCookies();
        services.AddAuthorization(Permission.AddPolicies);
        services.AddSingleton<IAuthorizationHandler, Permission.Handler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusedRequests>();
        services.AddCascadingAuthenticationState();
        services.AddDataProtection().SetApplicationName("WardGrid");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(
            all => new ConfigureOptions<KeyManagementOptions>(keys =>
                keys.XmlRepository = new SessionKeyRing(all.GetRequiredService<ISessionKeys>())
            )
        );
        services.AddSingleton<SessionCheck>().AddSingleton<PeopleRegister>().AddSingleton<DisplayRegister>();
        services.AddSingleton<FirstRun>().AddHostedService(all => all.GetRequiredService<FirstRun>());
        services.AddHostedService<DemoPeople>();
        services
            .AddScoped<DisplaySignIn>()
            .AddScoped<PersonSignIn>()
            .AddScoped<PinCheck>()
            .AddScoped<SecondFactor>()
            .AddScoped<OwnAccount>()
            .AddScoped<ActingPerson>()
            .AddScoped<SeenWard>();
        services.AddScoped<ProviderSignIn>();
        if (options.Provider is { } provider)
            services.AddAuthentication().AddOpenIdConnect(SignInSchemes.Provider, provider.Configure);
        return services.AddSignInLimit();
    }

    public static void UseSignIn(this WebApplication app)
    {
        app.UseMiddleware<SameSite>();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<DemoVisitors>();
        app.UseMiddleware<SessionAddress>();
        app.UseAuthorization();
    }

    private static void AddCookies(this IServiceCollection services)
    {
        services
            .AddAuthentication(SignInSchemes.Any)
            .AddPolicyScheme(
                SignInSchemes.Any,
                null,
                schemes =>
                    schemes.ForwardDefaultSelector = context =>
                        context.Request.Cookies.ContainsKey(SignInSchemes.PersonCookie)
                        || !context.Request.Cookies.ContainsKey(SignInSchemes.DisplayCookie)
                            ? SignInSchemes.Person
                            : SignInSchemes.Display
            )
            .AddCookie(
                SignInSchemes.Display,
                cookie =>
                {
                    Harden(cookie, SignInSchemes.DisplayCookie);
                    cookie.ExpireTimeSpan = DisplaySignIn.CookieLife;
                    cookie.Events.OnValidatePrincipal = CheckDisplayAsync;
                }
            )
            .AddIdentityCookies(cookies =>
            {
                cookies.ApplicationCookie!.Configure(cookie =>
                {
                    Harden(cookie, SignInSchemes.PersonCookie);
                    cookie.ExpireTimeSpan = ReadsFor;
                    cookie.SlidingExpiration = false;
                });
                cookies.TwoFactorUserIdCookie!.Configure(cookie => Harden(cookie, "wardgrid-code"));
                cookies.ExternalCookie!.Configure(cookie => Harden(cookie, "wardgrid-provider"));
            });
        services.Configure<SecurityStampValidatorOptions>(stamps =>
        {
            stamps.ValidationInterval = SessionCheck.Every;
            stamps.OnRefreshingPrincipal = KeepEndAsync;
        });
    }

    private static void Harden(CookieAuthenticationOptions cookie, string name)
    {
        cookie.Cookie.Name = name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    /// <summary>
    /// A check of the session's stamp makes its claims anew; its end and its screen stay what they were.
    /// </summary>
    private static Task KeepEndAsync(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.NewPrincipal?.Identities.FirstOrDefault() is not { } who || context.CurrentPrincipal is not { } old)
            return Task.CompletedTask;
        foreach (var kept in new[] { SessionClaims.ActsUntil, SessionClaims.Shared })
        {
            foreach (var claim in who.FindAll(kept).ToList())
                who.RemoveClaim(claim);
            foreach (var claim in old.FindAll(kept))
                who.AddClaim(new(kept, claim.Value));
        }

        return Task.CompletedTask;
    }

    private static async Task CheckDisplayAsync(CookieValidatePrincipalContext context)
    {
        var check = context.HttpContext.RequestServices.GetRequiredService<SessionCheck>();
        if (context.Principal is null || !await check.HoldsAsync(context.Principal, context.HttpContext.RequestAborted))
            context.RejectPrincipal();
    }
}
