using Microsoft.Extensions.Time.Testing;
using Shouldly;
using WardGrid.Server.Devices;

namespace WardGrid.UnitTests.Server;

/// <summary>Devices' passwords: checked slowly once, remembered, and guessed by nobody.</summary>
public sealed class DevicePasswordTests : IDisposable
{
    private const string Bedside = "10.1.2.3:50000";
    private const string Password = "abcdefghijklmnopqrstuvwx";

    private static readonly string Hash = Credential.Hash(Password);

    private readonly FakeTimeProvider _clock = new(Clocks.Morning);
    private readonly DevicePasswords _passwords;

    public DevicePasswordTests() => _passwords = new(new(_clock));

    public void Dispose() => _passwords.Dispose();

    [Fact]
    public void A_hash_is_slow_salted_and_fits_its_password_only()
    {
        Credential.Hash(Password).ShouldNotBe(Hash);
        Credential.IsOutdated(Hash).ShouldBeFalse();
        Credential.Fits(Bytes(Password), Hash).ShouldBeTrue();
        Credential.Fits(Bytes("ABCDEFGHIJKLMNOPQRSTUVWX"), Hash).ShouldBeFalse();
        // Identity's third format: marker 1, HMAC-SHA512 (2), then the rounds.
        Convert.FromHexString("0100000002" + 10_000.ToString("X8")).ShouldBe(Convert.FromBase64String(Hash)[..9]);
    }

    [Fact]
    public void A_hash_of_an_earlier_version_still_fits_and_is_outdated()
    {
        Credential.IsOutdated(EarlierHash.Of(Password)).ShouldBeTrue();
        Credential.Fits(Bytes(Password), EarlierHash.Of(Password)).ShouldBeTrue();
        Credential.Fits(Bytes("wrong"), EarlierHash.Of(Password)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no hash at all")]
    public async Task Without_a_hash_no_password_is_right(string? hash) =>
        (await CheckAsync("monitor-1", Password, Bedside, hash)).ShouldBe(PasswordResult.Wrong);

    [Fact]
    public async Task After_five_wrong_passwords_no_more_are_checked_for_a_minute_at_that_address_only()
    {
        for (var i = 0; i < 5; i++)
            (await CheckAsync("monitor-1", $"guess {i}", $"10.1.2.3:{i}")).ShouldBe(PasswordResult.Wrong);

        (await CheckAsync("monitor-1", Password)).ShouldBe(PasswordResult.TooManyWrong);
        (await CheckAsync("monitor-2", Password)).ShouldBe(PasswordResult.Right, "another device");
        (await CheckAsync("monitor-1", Password, "10.1.2.4:50000")).ShouldBe(PasswordResult.Right, "another address");

        _passwords.Forget("monitor-1");
        _clock.Advance(TimeSpan.FromSeconds(59));
        (await CheckAsync("monitor-1", Password)).ShouldBe(PasswordResult.TooManyWrong);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await CheckAsync("monitor-1", Password)).ShouldBe(PasswordResult.Right);
    }

    [Theory]
    [InlineData("10.1.2.3:{0}")]
    [InlineData("[::ffff:10.1.2.3]:{0}")]
    [InlineData("[2001:db8:1:2::{0}]:5000")]
    public async Task An_address_that_tries_many_devices_is_slowed_too(string address)
    {
        for (var i = 0; i < 60; i++)
            await CheckAsync($"guessed-{i}", Password, string.Format(address, i), hash: null);

        (await CheckAsync("monitor-1", Password, string.Format(address, 99))).ShouldBe(PasswordResult.TooManyWrong);
    }

    [Fact]
    public async Task A_device_that_was_in_before_comes_in_again_however_many_guess_beside_it()
    {
        (await CheckAsync("monitor-1", Password)).ShouldBe(PasswordResult.Right);
        await GuessAsync("monitor-1");

        (await CheckAsync("monitor-1", Password)).ShouldBe(PasswordResult.Right, "it is remembered");
        (await CheckAsync("monitor-1", "another guess")).ShouldBe(PasswordResult.TooManyWrong);
        (await CheckAsync("monitor-2", Password)).ShouldBe(PasswordResult.Right);
    }

    [Fact]
    public async Task A_new_password_or_none_ends_what_is_remembered()
    {
        (await CheckAsync("monitor-1", Password)).ShouldBe(PasswordResult.Right);
        (await CheckAsync("monitor-2", Password)).ShouldBe(PasswordResult.Right);
        await GuessAsync("monitor-1");
        await GuessAsync("monitor-2");

        _passwords.Forget("monitor-1");

        (await CheckAsync("monitor-1", Password)).ShouldBe(PasswordResult.TooManyWrong, "it must be checked anew");
        (await CheckAsync("monitor-2", Password, Bedside, Credential.Hash("other"))).ShouldBe(
            PasswordResult.TooManyWrong
        );
    }

    private async Task GuessAsync(string device)
    {
        for (var i = 0; i < 5; i++)
            await CheckAsync(device, $"guess {i}");
    }

    private ValueTask<PasswordResult> CheckAsync(string device, string password, string from = Bedside) =>
        CheckAsync(device, password, from, Hash);

    private ValueTask<PasswordResult> CheckAsync(string device, string password, string from, string? hash) =>
        _passwords.CheckAsync(device, hash, Bytes(password), from, TestContext.Current.CancellationToken);

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
