using WardGrid.Server.Mqtt;

namespace WardGrid.Server.Settings;

/// <summary>Where the server listens.</summary>
internal static class Listening
{
    /// <summary>Listens there unless <c>--urls</c>, ASPNETCORE_URLS or a Kestrel section says otherwise.</summary>
    public static void ListenByDefault(this WebApplicationBuilder builder, string address)
    {
        if (
            builder.Configuration["urls"] is null
            && builder.Configuration["http_ports"] is null
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()
        )
            builder.WebHost.UseUrls(address);
    }

    /// <summary>Says once, when everything listens, where people and devices find the ward.</summary>
    public static void LogListeningAddresses(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var mqtt = app.Services.GetRequiredService<MqttListener>();
            var addresses = string.Join(", ", app.Urls);
            var tls = mqtt.TlsPort == 0 ? "" : $", with TLS {mqtt.TlsPort}";
            if (mqtt is { Port: 0, TlsPort: > 0 })
                app.Logger.LogInformation(
                    "WardGrid is on {Addresses}; devices connect to MQTT port {Port} with TLS only",
                    addresses,
                    mqtt.TlsPort
                );
            else if (mqtt.Port == 0)
                app.Logger.LogInformation(
                    "WardGrid is on {Addresses}; devices come by the hospital's broker",
                    addresses
                );
            else
                app.Logger.LogInformation(
                    "WardGrid is on {Addresses}; devices connect to MQTT port {Port}{Tls}",
                    addresses,
                    mqtt.Port,
                    tls
                );
        });
}
