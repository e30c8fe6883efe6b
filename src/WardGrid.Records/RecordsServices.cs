using Microsoft.Extensions.DependencyInjection;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Records.Audit;

namespace WardGrid.Records;

/// <summary>Gives a host its records.</summary>
public static class RecordsServices
{
    /// <summary>
    /// Adds the records of one store, which opens when the host first uses it and closes with the host.
    /// </summary>
    /// <param name="store">See <see cref="RecordStore.OpenAsync"/>.</param>
    public static IServiceCollection AddWardGridRecords(this IServiceCollection services, string store) =>
        services
            .AddSingleton(provider =>
                RecordStore
                    .OpenAsync(
                        store,
                        provider.GetService<TimeProvider>() ?? TimeProvider.System,
                        CancellationToken.None
                    )
                    .AsTask()
                    .GetAwaiter()
                    .GetResult()
            )
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().Devices)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().Conformance)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().AlarmMappings)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().Alarms)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().States)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().GrainStates)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().Minutes)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().Ward)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().Suppression)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().Accounts)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().Displays)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().SessionKeys)
            .AddSingleton(provider => provider.GetRequiredService<RecordStore>().Audit)
            .AddSingleton<IAuditTrail>(provider => provider.GetRequiredService<AuditTrail>())
            .AddSingleton<IAuditReader>(provider => provider.GetRequiredService<AuditTrail>());
}
