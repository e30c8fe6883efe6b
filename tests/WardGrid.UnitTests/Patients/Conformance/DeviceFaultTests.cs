using WardGrid.Patients.Devices.Conformance;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Patients.Conformance;

/// <summary>A report names a device's fault, and nothing else.</summary>
public class DeviceFaultTests
{
    [Fact]
    public void A_good_device_fails_nothing()
    {
        var report = TestedDevice.Report(TestedDevice.Play(TestedDevice.Good()));

        Assert.Equal([], TestedDevice.Failed(report));
        Assert.Equal(Conformity.Pass, report.Result);
    }

    [Theory]
    [InlineData(DeviceFault.Drift, "T1")]
    [InlineData(DeviceFault.Gaps, "C1")]
    [InlineData(DeviceFault.Gain, "S1")]
    [InlineData(DeviceFault.LeadSwap, "S5")]
    [InlineData(DeviceFault.Clock, "T2")]
    [InlineData(DeviceFault.Duplicates, "C2")]
    [InlineData(DeviceFault.Jitter, "T4")]
    [InlineData(DeviceFault.DropAlarms, "A2")]
    public void A_fault_is_named_and_no_other(DeviceFault fault, string requirement)
    {
        var report = TestedDevice.Report(TestedDevice.Play(TestedDevice.With(fault)));

        Assert.Equal([requirement], TestedDevice.Failed(report));
    }

    [Fact]
    public void What_the_run_could_not_see_is_no_pass()
    {
        var report = TestedDevice.Report(TestedDevice.Play(TestedDevice.Good(), seconds: 12));

        Assert.Equal(Conformity.NoTestData, report.ResultOf("A1"));
        Assert.Equal(Conformity.NoTestData, report.ResultOf("A2"));
        Assert.Equal(Conformity.NoTestData, report.ResultOf("S6"));
    }

    [Fact]
    public void A_device_that_is_silent_has_no_test_data_and_no_pass()
    {
        var report = TestedDevice.Report(TestedDevice.Run());

        Assert.Equal(Conformity.NoTestData, report.Result);
        Assert.All(report.Findings, f => Assert.Equal(Conformity.NoTestData, f.Result));
    }

    [Fact]
    public void Every_requirement_is_in_the_report()
    {
        var report = TestedDevice.Report(TestedDevice.Play(TestedDevice.Good()));

        var missing = Requirement.All.Select(r => r.Id).Except(report.Findings.Select(f => f.Requirement));
        Assert.Equal([], missing);
    }
}
