using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;
using WardGrid.Patients.Trends;
using WardGrid.Web.Assets;
using WardGrid.Web.Audit;
using WardGrid.Web.Devices;
using WardGrid.Web.Layout;
using WardGrid.Web.Live;
using WardGrid.Web.Shift;
using WardGrid.Web.SignIn;
using WardGrid.Web.Strips;

namespace WardGrid.Web;

/// <summary>The screens of WardGrid: the ward wall, the bed, the alarms and the devices.</summary>
/// <remarks>
/// The host registers a <c>SuppressionPolicy</c>, an <c>IWard</c>, an <c>IPatients</c>, an <c>IAlarmLog</c>, an
/// <c>IMinuteValues</c>, an <c>IWardSettings</c>, an <c>IAuditTrail</c>, an <c>IAuditReader</c>, an
/// <c>IDeviceRegister</c>, an <c>IOnboarding</c>, an <c>IAccounts</c>, an <c>IWardDisplays</c> and an
/// <c>ISessionKeys</c>.
/// </remarks>
public static class WardGridWeb
{
    private static readonly string[] Languages = ["en", "de"];

    /// <param name="signIn">The hospital's rules for sessions; the usual ones without it.</param>
    public static IServiceCollection AddWardGridWeb(this IServiceCollection services, SignInOptions? signIn = null)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddLocalization();
        services.AddAntiforgery(forms => forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<WebAssets>();
        services.AddSingleton<LiveSessions>();
        services.AddSingleton<LiveSocket>();
        services.AddSingleton<ScreenFaults>();
        services.AddSingleton<WardSound>();
        services.AddSingleton<BedGroups>();
        services.AddHostedService<WardSettingsRefresh>();
        services.AddSingleton<WardFanout>();
        services.AddSingleton<IHostedService>(all => all.GetRequiredService<WardFanout>());
        services.AddSingleton<ShiftRecords>();
        services.AddSingleton<Fleet>();
        services.AddSingleton<DeviceImport>();
        services.AddSingleton<AuditExport>();
        services.AddSingleton<AuditSearches>();
        services.AddSingleton<PatientViews>();
        services.AddHostedService(all => all.GetRequiredService<PatientViews>());
        signIn ??= new();
        return services.AddSingleton(signIn).AddSignIn(signIn);
    }

    /// <summary>Sets the headers of every answer; it comes before everything that answers or fails.</summary>
    public static void UsePageHeaders(this WebApplication app) => app.UseMiddleware<PageHeaders>();

    public static WebApplication MapWardGridWeb(this WebApplication app)
    {
        app.UseRequestLocalization(options =>
            options.SetDefaultCulture(Languages[0]).AddSupportedCultures(Languages).AddSupportedUICultures(Languages)
        );
        app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        app.UseSignIn();
        app.UseAntiforgery();
        app.Services.GetRequiredService<WebAssets>().Map(app);
        app.Services.GetRequiredService<LiveSocket>().Map(app);
        SoundEndpoints.Map(app);
        app.Services.GetRequiredService<ScreenFaults>().Map(app);
        StripPage.Map(app);
        AuditExportEndpoints.Map(app);
        SignInEndpoints.Map(app);
        app.MapFallback(() => new RazorComponentResult<App> { StatusCode = StatusCodes.Status404NotFound })
            .AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }
}
