using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Devices;

namespace WardGrid.UnitTests.Records;

/// <summary>People's mappings of devices' alarm codes.</summary>
public abstract partial class RecordsContract
{
    [Fact]
    public async Task A_mapping_of_an_alarm_code_is_kept_replaced_and_removed()
    {
        var first = new AlarmMapping(
            "mon-1",
            "RUN_PVC",
            AlarmKind.VentricularTachycardia,
            "E. Engineer",
            Clocks.Morning
        );
        var other = first with { Device = "mon-2" };
        await Store.AlarmMappings.MapAsync(first, Stop);
        await Store.AlarmMappings.MapAsync(other, Stop);
        var second = first with { Kind = AlarmKind.VentricularFibrillation, By = "A. Second" };
        await Store.AlarmMappings.MapAsync(second, Stop);
        (await Store.AlarmMappings.AllAsync(Stop)).ShouldBe([second, other], ignoreOrder: true);

        await Store.AlarmMappings.MapAsync(second with { Kind = AlarmKind.Other }, Stop);

        (await Store.AlarmMappings.AllAsync(Stop)).ShouldBe([other]);
    }
}
