using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Patients.Devices.Previews;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;
using WardGrid.Patients.Trends;
using WardGrid.Server.Demo;
using WardGrid.Server.Devices;
using WardGrid.Server.Devices.Broker;
using WardGrid.Server.Grains;
using WardGrid.Server.Hl7;
using WardGrid.Server.Mqtt;
using WardGrid.Server.Placement;
using WardGrid.Server.Settings;
using WardGrid.Server.Wards;

namespace WardGrid.Server.Hosting;

/// <summary>Puts the ward together: models, patients, the view, the ways for devices, the demonstration.</summary>
public static class WardServices
{
    public static IServiceCollection AddAlarmModels(this IServiceCollection services)
    {
        // Opened before anything listens: a server does not start on models that it cannot read.
        var models = ModelRepository.Open(ModelRepository.DefaultFolder);
        return services
            .AddSingleton(models)
            .AddSingleton(models.Points)
            .AddSingleton<IAlarmModel>(all => new AlarmModels(
                models,
                AlarmFeatures.Names,
                all.GetRequiredService<TimeProvider>()
            ));
    }

    /// <summary>The patients as grains, and the wards as this process shows them.</summary>
    public static IServiceCollection AddPatients(this IServiceCollection services, ClusterSettings cluster)
    {
        services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(cluster)
            .AddSingleton<DeviceAssociationTable>()
            .AddSingleton<LocalPatients>()
            .AddSingleton<GrainPatients>()
            .AddSingleton<IPatients>(all => all.GetRequiredService<GrainPatients>())
            .AddSingleton<IDeviceAssociations, GrainDeviceAssociations>()
            .AddSingleton(DependenciesOfPatients)
            .AddSuppression()
            .AddMinutes()
            .AddSingleton<WardView>()
            .AddSingleton<IWard>(all => all.GetRequiredService<WardView>())
            .AddHostedService(all => all.GetRequiredService<DeviceAssociationTable>())
            .AddHostedService<PatientReactivation>();
        return cluster.Alone ? services.AddHostedService<SilenceWatch>() : services.AddHospital();
    }

    /// <summary>The registry at which devices are registered, bound and mapped, with what it keeps of them.</summary>
    public static IServiceCollection AddDeviceRegistry(this IServiceCollection services) =>
        services
            .AddSingleton<RefusalLogs>()
            .AddSingleton<ChannelMappings>()
            .AddSingleton<AlarmMappings>()
            .AddSingleton<AlarmCodes>()
            .AddSingleton<IAlarmCodes>(all => all.GetRequiredService<AlarmCodes>())
            .AddSingleton<LatestBirths>()
            .AddSingleton<DeviceCommands>()
            .AddSingleton<Quarantine>()
            .AddSingleton<DevicePreviews>()
            .AddSingleton<IDevicePreviews>(all => all.GetRequiredService<DevicePreviews>())
            .AddSingleton<DeviceRegistry>();

    /// <summary>
    /// The ways on which devices come: WardGrid's own endpoint, and the hospital's broker where there is one.
    /// </summary>
    public static IServiceCollection AddDevices(this IServiceCollection services, WardGridSettings settings)
    {
        services
            .AddSingleton(settings.Mqtt)
            .AddSingleton(settings.Demo)
            .AddSingleton(settings.Profiles)
            .AddDeviceRegistry()
            .AddSingleton<IOnboarding>(all => all.GetRequiredService<DeviceRegistry>())
            .AddSingleton<ConformanceRuns>()
            .AddSingleton<IConformanceTests>(all => all.GetRequiredService<ConformanceRuns>())
            .AddHostedService(all => all.GetRequiredService<ConformanceRuns>())
            .AddSingleton<DeviceMessageRouter>()
            .AddSingleton<WrongPasswords>()
            .AddSingleton<DevicePasswords>()
            .AddSingleton<MqttDeviceServer>()
            .AddSingleton<IMqttHost>(all => all.GetRequiredService<MqttDeviceServer>())
            .AddSingleton<IMqttObserver>(all => all.GetRequiredService<MqttDeviceServer>())
            .AddHostedService<RegistryStartup>()
            .AddMqttEndpoint(settings.Mqtt.ToOptions());
        if (settings.Mqtt.Revoked is { } revoked)
            services.AddSingleton(revoked).AddSingleton<RevokedCertificates>();
        if (settings.Mqtt.Broker is { } broker)
            services.AddSingleton(broker).AddSingleton<BrokerMessageRouter>().AddHostedService<BrokerIngest>();
        if (settings.Hl7 is { } hl7)
            services
                .AddSingleton(hl7)
                .AddSingleton<Hl7Tls>()
                .AddSingleton<Hl7Gateway>()
                .AddHostedService<Hl7Listener>();
        return services;
    }

    public static IServiceCollection AddDemoWard(this IServiceCollection services, DemoSettings demo) =>
        demo.Run ? services.AddHostedService<DemoWard>() : services;

    /// <summary>Lets administrators govern which alarms may be silent; nothing is until they do.</summary>
    private static IServiceCollection AddSuppression(this IServiceCollection services) =>
        services
            .AddSingleton(SuppressionModes.AllShadow)
            .AddSingleton<SuppressionPolicy>()
            .AddHostedService<SuppressionRefresh>();

    /// <summary>Keeps every patient's minutes, for trends.</summary>
    private static IServiceCollection AddMinutes(this IServiceCollection services) =>
        services.AddSingleton<TrendQueue>().AddHostedService<MinuteWriter>();

    /// <summary>
    /// What a silo does only where there are others: it shows their beds and they show its own, and patients move.
    /// </summary>
    private static IServiceCollection AddHospital(this IServiceCollection services) =>
        services
            .AddSingleton<PatientMigration>()
            .AddSingleton<WardRelay>()
            .AddHostedService(all => all.GetRequiredService<WardRelay>())
            .AddHostedService<WardSubscription>()
            .AddHostedService<RegistryRefresh>()
            .AddHostedService<PatientRebalancer>()
            .AddHostedService<ShutdownMigration>();

    private static PatientDependencies DependenciesOfPatients(IServiceProvider all) =>
        new(
            all.GetRequiredService<IAlarmLog>(),
            all.GetRequiredService<IAuditTrail>(),
            all.GetRequiredService<IPatientStates>(),
            all.GetService<IAlarmModel>(),
            PatientDependencies.UsualModelDeadline,
            all.GetRequiredService<SuppressionModes>(),
            WatchersOf(all),
            all.GetRequiredService<TimeProvider>()
        )
        {
            Points = all.GetRequiredService<OperatingPoints>(),
            Prototypes = all.GetService<ModelRepository>()?.Prototypes,
            Minutes = all.GetRequiredService<TrendQueue>(),
            ChannelMappings = all.GetRequiredService<ChannelMappings>(),
            AlarmMappings = all.GetRequiredService<AlarmMappings>(),
        };

    /// <summary>The observer of this silo's patients: in a cluster the relay, which passes on to the view.</summary>
    private static IWardObserver WatchersOf(IServiceProvider all) =>
        all.GetService<WardRelay>() is { } relay ? relay : all.GetRequiredService<WardView>();
}
