using WardGrid.Alarms.Verification;
using WardGrid.Cluster.Broker;
using WardGrid.Cluster.Patients;
using WardGrid.Cluster.Wards;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Minutes;
using WardGrid.Server.Devices;
using WardGrid.Server.Engine;

namespace WardGrid.Cluster;

/// <summary>Puts a silo's part of the hospital together: patients as grains, wards as streams, the broker by shards.</summary>
public static class ClusterServices
{
    public static IServiceCollection AddClusterEngine(this IServiceCollection services, ClusterSettings cluster)
    {
        services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(cluster)
            .AddSingleton<BindingTable>()
            .AddSingleton<LivesHere>()
            .AddSingleton<Moves>()
            .AddSingleton<WardRelay>()
            .AddSingleton<ClusterWard>()
            .AddSingleton<IWard>(all => all.GetRequiredService<ClusterWard>())
            .AddSingleton<ClusterPatients>()
            .AddSingleton<IPatients>(all => all.GetRequiredService<ClusterPatients>())
            .AddSingleton<ISeating, ClusterSeating>()
            .AddSingleton(all => new PatientCare(
                all.GetRequiredService<IAlarmBook>(), all.GetRequiredService<IAuditTrail>(), all.GetRequiredService<IPatientStates>(),
                all.GetService<IAlarmModel>(), PatientCare.UsualModelDeadline, all.GetRequiredService<SuppressionModes>(), all.GetRequiredService<WardRelay>(),
                all.GetRequiredService<TimeProvider>())
            {
                Points = all.GetRequiredService<OperatingPoints>(),
                Prototypes = all.GetService<ModelShelf>()?.Prototypes,
                Minutes = all.GetRequiredService<MinutePost>(),
                ChannelMappings = all.GetRequiredService<ChannelMappings>(),
            })
            .AddSuppression()
            .AddMinutes()
            .AddHostedService(all => all.GetRequiredService<BindingTable>())
            .AddHostedService(all => all.GetRequiredService<WardRelay>())
            .AddHostedService(all => all.GetRequiredService<ClusterWard>())
            .AddHostedService<DeskWatch>()
            .AddHostedService<Wakening>()
            .AddHostedService<Homing>()
            .AddHostedService<Handover>();
        if (cluster.Broker.Length > 0)
            services.AddSingleton<BrokerIntake>().AddHostedService<BrokerIngest>();
        return services;
    }
}
