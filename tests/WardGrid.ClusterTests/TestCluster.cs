using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.TestingHost;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;
using WardGrid.Patients.Trends;
using WardGrid.Server.Devices;
using WardGrid.Server.Grains;
using WardGrid.Server.Hosting;
using WardGrid.Server.Placement;
using WardGrid.Server.Settings;
using WardGrid.Server.Wards;
using WardGrid.UnitTests.Grains;
using WardGrid.UnitTests.Patients;

namespace WardGrid.ClusterTests;

/// <summary>Silos in this process around one set of records and stored states, asked at the first of them.</summary>
public sealed class TestCluster(InProcessTestCluster cluster) : IPatientHost
{
    public static async Task<TestCluster> StartAsync(RecordsInMemory records, TimeProvider clock, short silos = 1)
    {
        var settings = new ClusterSettings { Database = "Host=nowhere" };
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.AddPatients(settings);
                silo.AddMemoryGrainStorage("PubSubStore").UseInMemoryReminderService();
                silo.Configure<Orleans.Configuration.ClusterMembershipOptions>(MembershipTuning.Apply);
                silo.Services.AddGrainStorage(ClusterNames.Storage, (_, _) => new RecordGrainStorage(records));
                silo.Services.AddSingleton<IAlarmLog>(records)
                    .AddSingleton<IAuditTrail>(records)
                    .AddSingleton<IPatientStates>(records)
                    .AddSingleton<IDeviceRegister>(records)
                    .AddSingleton<IAlarmMappingRecords>(records)
                    .AddSingleton<IMinuteValues>(records)
                    .AddSingleton<ISuppressionRules>(records)
                    .AddSingleton(OperatingPoints.BuiltIn)
                    .AddDeviceRegistry()
                    .AddPatients(settings)
                    .AddSingleton(all => new PatientDependencies(
                        records,
                        records,
                        records,
                        null,
                        PatientDependencies.UsualModelDeadline,
                        SuppressionModes.AllShadow,
                        all.GetRequiredService<WardRelay>(),
                        clock
                    ));
            }
        );
        builder.ConfigureClient(client => client.Services.AddSerializer(s => s.AddWardGridMessages()));
        builder.ConfigureSiloHost((_, host) => host.Logging.ClearProviders());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster);
    }

    public IPatients Patients => Of<IPatients>(0);

    public IDeviceAssociations Associations => Of<IDeviceAssociations>(0);

    public IGrainFactory Grains => Of<IGrainFactory>(0);

    public InProcessTestCluster Silos => cluster;

    /// <summary>A part of one of the silos.</summary>
    public T Of<T>(int silo)
        where T : notnull => cluster.GetSiloServiceProvider(cluster.Silos[silo].SiloAddress).GetRequiredService<T>();

    public LocalPatients LivesOn(SiloAddress silo) =>
        cluster.GetSiloServiceProvider(silo).GetRequiredService<LocalPatients>();

    public Task ForgetAsync(string patientId) => cluster.DeactivateAsync(Grains.GetGrain<IPatientGrain>(patientId));

    public async ValueTask DisposeAsync()
    {
        await cluster.StopAllSilosAsync();
        await cluster.DisposeAsync();
    }
}
