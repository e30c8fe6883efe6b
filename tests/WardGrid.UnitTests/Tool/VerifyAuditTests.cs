using System.CommandLine;
using Shouldly;
using WardGrid.Records;
using WardGrid.Tool;
using WardGrid.Tool.Audit;
using WardGrid.Tool.Verify;

namespace WardGrid.UnitTests.Tool;

public sealed class VerifyAuditTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-verify-").FullName;

    private string StorePath => Path.Combine(_folder, "wardgrid.db");

    [Fact]
    public async Task An_intact_trail_ends_with_0()
    {
        await RecordAsync(3);

        (await VerifyAsync("--store", StorePath)).ShouldBe(0);
    }

    [Fact]
    public async Task A_trail_whose_noted_end_is_gone_ends_with_1()
    {
        await RecordAsync(3);

        (await VerifyAsync("--store", StorePath, "--noted", $"4:{new string('a', 64)}")).ShouldBe(1);
    }

    [Fact]
    public async Task The_head_that_is_printed_is_the_one_that_is_expected_later()
    {
        await RecordAsync(3);
        var head = await HeadAsync();
        await RecordAsync(2);

        (await VerifyAsync("--store", StorePath, "--expect", head)).ShouldBe(0);
        (await VerifyAsync("--store", StorePath, "--expect", $"3:{new string('a', 64)}")).ShouldBe(1);
        (await HeadAsync()).ShouldStartWith("5:");
    }

    [Fact]
    public async Task A_store_that_is_not_there_ends_with_2_and_is_not_made()
    {
        (await VerifyAsync("--store", StorePath)).ShouldBe(2);

        File.Exists(StorePath).ShouldBeFalse();
    }

    [Theory]
    [InlineData("4")]
    [InlineData("4:abc")]
    [InlineData("-4:0000000000000000000000000000000000000000000000000000000000000000")]
    public void A_head_that_is_none_is_refused(string noted) =>
        VerifyCommand
            .Create()
            .Parse(["audit", "--store", StorePath, "--noted", noted])
            .Errors.ShouldHaveSingleItem()
            .Message.ShouldContain("64 hexadecimal digits");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<int> VerifyAsync(params string[] arguments) =>
        ToolRun.RunAsync(["verify", "audit", .. arguments], TestContext.Current.CancellationToken);

    private async Task<string> HeadAsync()
    {
        await using var printed = new StringWriter();
        var command = AuditCommand.Create().Parse(["head", "--store", StorePath]);
        var code = await command.InvokeAsync(new() { Output = printed }, TestContext.Current.CancellationToken);
        code.ShouldBe(0);
        return printed.ToString().Trim();
    }

    private async Task RecordAsync(int entries)
    {
        await using var store = await RecordStore.OpenAsync(
            StorePath,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        for (var i = 0; i < entries; i++)
            await store.Audit.RecordAsync(
                new(DateTimeOffset.UnixEpoch, "N.", "alarm.reviewed", $"a{i}", ""),
                TestContext.Current.CancellationToken
            );
    }
}
