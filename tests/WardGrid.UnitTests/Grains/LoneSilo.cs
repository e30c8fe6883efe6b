using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Core.Internal;
using Orleans.Hosting;
using Orleans.Runtime;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;
using WardGrid.Patients.Trends;
using WardGrid.Server.Devices;
using WardGrid.Server.Devices.Broker;
using WardGrid.Server.Grains;
using WardGrid.Server.Hosting;
using WardGrid.Server.Placement;
using WardGrid.Server.Settings;
using WardGrid.Server.Wards;
using WardGrid.UnitTests.Patients;

namespace WardGrid.UnitTests.Grains;

/// <summary>The patients' part of a server that is alone, in this process, around records in memory.</summary>
public sealed class LoneSilo(IHost host) : IPatientHost
{
    /// <param name="watchers">Stands between the patients and the view; null: nothing does.</param>
    public static async Task<LoneSilo> StartAsync(
        RecordsInMemory records,
        TimeProvider clock,
        Func<IWardObserver, IWardObserver>? watchers = null
    )
    {
        var cluster = new ClusterSettings();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.AddWardGrid(cluster));
        builder
            .Services.AddSingleton<IAlarmLog>(records)
            .AddSingleton<IAuditTrail>(records)
            .AddSingleton<IPatientStates>(records)
            .AddSingleton<IDeviceRegister>(records)
            .AddSingleton<IAlarmMappingRecords>(records)
            .AddSingleton<IMinuteValues>(records)
            .AddSingleton<ISuppressionRules>(records)
            .AddSingleton<IVersionedStates>(records)
            .AddSingleton(OperatingPoints.BuiltIn)
            .AddDeviceRegistry()
            .AddSingleton<IConformanceRecords, NoConformanceRuns>()
            .AddSingleton<ConformanceRuns>()
            .AddSingleton<DeviceMessageRouter>()
            .AddSingleton<BrokerMessageRouter>()
            .AddPatients(cluster)
            .AddSingleton(all => new PatientDependencies(
                records,
                records,
                records,
                null,
                PatientDependencies.UsualModelDeadline,
                SuppressionModes.AllShadow,
                watchers is null ? all.GetRequiredService<WardView>() : watchers(all.GetRequiredService<WardView>()),
                clock
            ));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new(host);
    }

    public IPatients Patients => Of<IPatients>();

    public IDeviceAssociations Associations => Of<IDeviceAssociations>();

    public WardView View => Of<WardView>();

    public T Of<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public IPatientGrain Grain(string patientId) => Of<IGrainFactory>().GetGrain<IPatientGrain>(patientId);

    public async Task ForgetAsync(string patientId)
    {
        await Grain(patientId).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await Of<LocalPatients>().EndedAsync(patientId);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
