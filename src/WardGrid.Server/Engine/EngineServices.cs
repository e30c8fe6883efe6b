using WardGrid.Alarms.Verification;
using WardGrid.Inference;
using WardGrid.Server.Mqtt;
using WardGrid.Patients;
using WardGrid.Patients.Minutes;
using WardGrid.Server.Demo;
using WardGrid.Server.Devices;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Engine;

/// <summary>Puts the ward together: models, patients, the door for devices, the demonstration.</summary>
public static class EngineServices
{
    public static IServiceCollection AddAlarmModels(this IServiceCollection services)
    {
        // Opened before anything listens: a server does not start on models that it cannot read.
        var shelf = ModelShelf.Open(ModelShelf.DefaultFolder);
        return services
            .AddSingleton(shelf)
            .AddSingleton(shelf.Points)
            .AddSingleton<IAlarmModel>(all => new AlarmModels(shelf, AlarmFeatures.Names, all.GetRequiredService<TimeProvider>()));
    }

    public static IServiceCollection AddWardEngine(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<WardRoster>()
        .AddSingleton<IWard>(all => all.GetRequiredService<WardRoster>())
        .AddSingleton(all => new PatientCare(
            all.GetRequiredService<IAlarmBook>(), all.GetRequiredService<IAuditTrail>(), all.GetRequiredService<IPatientStates>(), all.GetService<IAlarmModel>(),
            PatientCare.UsualModelDeadline, all.GetRequiredService<SuppressionModes>(), all.GetRequiredService<WardRoster>(), all.GetRequiredService<TimeProvider>())
        {
            Points = all.GetRequiredService<OperatingPoints>(),
            Prototypes = all.GetService<ModelShelf>()?.Prototypes,
            Minutes = all.GetRequiredService<MinutePost>(),
            ChannelMappings = all.GetRequiredService<ChannelMappings>(),
        })
        .AddSuppression()
        .AddMinutes()
        .AddSingleton<InProcessPatients>()
        .AddSingleton<IPatients>(all => all.GetRequiredService<InProcessPatients>())
        .AddSingleton<ISeating>(all => all.GetRequiredService<InProcessPatients>())
        .AddHostedService<WardTick>();

    /// <summary>Lets administrators govern which alarms may be silent; nothing is until they do.</summary>
    public static IServiceCollection AddSuppression(this IServiceCollection services) =>
        services.AddSingleton(SuppressionModes.AllShadow).AddSingleton<SuppressionDesk>().AddHostedService<SuppressionWatch>();

    /// <summary>Keeps every patient's minutes, for trends.</summary>
    public static IServiceCollection AddMinutes(this IServiceCollection services) => services.AddSingleton<MinutePost>().AddHostedService<MinuteWriter>();

    /// <summary>The desk at which devices are registered, bound and mapped, with what it keeps of them.</summary>
    public static IServiceCollection AddDeviceDesk(this IServiceCollection services) => services
        .AddSingleton<RefusalLogs>()
        .AddSingleton<ChannelMappings>()
        .AddSingleton<HeardBirths>()
        .AddSingleton<DeviceCommands>()
        .AddSingleton<Quarantine>()
        .AddSingleton<DeviceDesk>();

    public static IServiceCollection AddDevices(this IServiceCollection services, WardGridSettings settings) => services
        .AddSingleton(settings.Mqtt)
        .AddSingleton(settings.Demo)
        .AddDeviceDesk()
        .AddSingleton<IOnboarding>(all => all.GetRequiredService<DeviceDesk>())
        .AddSingleton<DeviceIntake>()
        .AddSingleton<DeviceDoor>()
        .AddSingleton<IMqttHost>(all => all.GetRequiredService<DeviceDoor>())
        .AddSingleton<IMqttObserver>(all => all.GetRequiredService<DeviceDoor>())
        .AddHostedService<DeskOpening>()
        .AddMqttEndpoint(settings.Mqtt.ToOptions())
        .AddHostedService<BrokerFeed>();

    public static IServiceCollection AddDemoWard(this IServiceCollection services, DemoSettings demo) =>
        demo.Run ? services.AddHostedService<DemoWard>() : services;
}
