using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Server.Mqtt;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Mqtt;

public sealed class ClientAndEndpointTests
{
    private const string Wave = "wg/v1/h/icu/m1/wave";
    private const string Command = "wg/v1/h/icu/m1/cmd";

    public static TheoryData<MqttProtocolVersion> Versions => [MqttProtocolVersion.V311, MqttProtocolVersion.V500];

    [Theory, MemberData(nameof(Versions))]
    public async Task A_device_publishes_at_QoS_0_and_1_and_the_host_takes_it_in_order(MqttProtocolVersion version)
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        await using var device = new ReconnectingMqttClient(endpoint.Device(version: version));
        await device.ConnectAsync(TestContext.Current.CancellationToken);

        for (var i = 0; i < 200; i++)
            await device.PostAsync(Wave, Encoding.UTF8.GetBytes($"frame {i}"), (MqttQualityOfServiceLevel)(i % 2));
        await device.DrainAsync(TestContext.Current.CancellationToken);

        for (var i = 0; i < 200; i++)
            (await endpoint.Host.NextAsync()).Text.ShouldBe($"frame {i}");
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task QoS_1_is_acknowledged_only_after_the_host_has_accepted_the_message(MqttProtocolVersion version)
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        var accepted = new TaskCompletionSource<ReasonCode>();
        endpoint.Host.Accepting = _ => new(accepted.Task);
        await using var device = new ReconnectingMqttClient(endpoint.Device(version: version));
        await device.ConnectAsync(TestContext.Current.CancellationToken);

        var publish = device.PublishAsync(Wave, new byte[450], MqttQualityOfServiceLevel.AtLeastOnce).AsTask();
        await endpoint.Host.NextAsync();
        publish.IsCompleted.ShouldBeFalse();
        accepted.SetResult(ReasonCode.Success);

        (await publish.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBe(
            MqttClientPublishReasonCode.Success
        );
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_command_reaches_the_device_that_listens_for_it(MqttProtocolVersion version)
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        var commands = Channel.CreateUnbounded<string>();
        await using var device = new ReconnectingMqttClient(
            endpoint.Device(version: version),
            message =>
            {
                commands.Writer.TryWrite(Encoding.UTF8.GetString(message.Payload));
                return default;
            }
        );
        await device.ConnectAsync(TestContext.Current.CancellationToken);
        (await device.SubscribeAsync(Command, MqttQualityOfServiceLevel.AtLeastOnce)).ShouldBe(
            MqttClientSubscribeResultCode.GrantedQoS1
        );

        (await endpoint.Endpoint.PublishAsync(Command, """{"do":"rebirth"}"""u8.ToArray())).ShouldBeTrue();

        (await commands.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"do":"rebirth"}""");
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_wrong_password_is_refused_with_the_reason_and_counted(MqttProtocolVersion version)
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        await using var device = new ReconnectingMqttClient(
            endpoint.Device(version: version) with
            {
                Password = "wrong",
            }
        );

        var refusal = await Should.ThrowAsync<MqttRefusedException>(() => device.ConnectAsync());

        refusal.Reason.ShouldBe(MqttClientConnectResultCode.BadUserNameOrPassword);
        (await endpoint.Host.NextRefusalAsync()).Detail.ShouldBe("the password of device is wrong");
        endpoint.Endpoint.Counters.Refused(ReasonCode.BadUserNameOrPassword).ShouldBe(1);
    }

    [Fact]
    public async Task Over_tls_a_device_trusts_only_the_endpoints_own_certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=ward", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(200)
        );
        await using var endpoint = await RunningEndpoint.StartAsync(o => o.Certificate = certificate);
        var trust = MqttConnectionOptions.TlsTo("ward");
        trust.CertificateValidationHandler = shown =>
            shown.Certificate?.GetCertHashString() == certificate.GetCertHashString();
        var trusting = endpoint.Device() with { Port = endpoint.TlsPort, Tls = trust };
        await using var device = new ReconnectingMqttClient(trusting);
        await device.ConnectAsync(TestContext.Current.CancellationToken);
        (await device.PublishAsync(Wave, new byte[20_000], MqttQualityOfServiceLevel.AtLeastOnce)).ShouldBe(
            MqttClientPublishReasonCode.Success
        );
        (await endpoint.Host.NextAsync()).Payload.Length.ShouldBe(20_000);

        await using var careful = new ReconnectingMqttClient(
            trusting with
            {
                Tls = MqttConnectionOptions.TlsTo("ward"),
            }
        );
        await Should.ThrowAsync<AuthenticationException>(() => careful.ConnectAsync());
        (await endpoint.Host.NextRefusalAsync()).Detail.ShouldContain("before CONNECT");

        using var plain = new TcpClient("127.0.0.1", endpoint.TlsPort);
        plain.Client.Send("a device that knows of no TLS"u8);
        (await endpoint.Host.NextRefusalAsync()).Detail.ShouldStartWith("no TLS handshake");
        endpoint.Endpoint.Counters.Refused(ReasonCode.NotAuthorised).ShouldBe(1);
    }

    [Fact]
    public async Task A_cut_connection_leaves_the_last_will_and_the_device_comes_back_with_its_subscription()
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        var commands = Channel.CreateUnbounded<string>();
        var options = endpoint.Device() with { Will = new("wg/v1/h/icu/m1/death", "gone"u8.ToArray()) };
        await using var device = new ReconnectingMqttClient(
            options,
            message =>
            {
                commands.Writer.TryWrite(message.Topic);
                return default;
            }
        );
        await device.ConnectAsync(TestContext.Current.CancellationToken);
        await device.SubscribeAsync(Command, MqttQualityOfServiceLevel.AtLeastOnce);
        var back = new TaskCompletionSource();
        device.ConnectionChanged += (_, connected, _) =>
        {
            if (connected)
                back.TrySetResult();
        };

        device.Break();

        (await endpoint.Host.NextAsync()).ShouldSatisfyAllConditions(
            will => will.IsWill.ShouldBeTrue(),
            will => will.Text.ShouldBe("gone")
        );
        await back.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        // Repeated by the client itself; until the server has taken it, nobody listens.
        var heard = false;
        await Eventually.UntilAsync(
            () => heard,
            async () => heard = await endpoint.Endpoint.PublishAsync(Command, "x"u8.ToArray())
        );
        (await commands.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe(Command);
    }

    [Fact]
    public async Task A_message_larger_than_the_server_takes_is_lost_alone_and_the_connection_stays()
    {
        await using var endpoint = await RunningEndpoint.StartAsync(o => o.MaximumPacketSize = 2048);
        await using var device = new ReconnectingMqttClient(endpoint.Device());
        await device.ConnectAsync(TestContext.Current.CancellationToken);
        (await device.PublishAsync(Wave, new byte[3000], MqttQualityOfServiceLevel.AtLeastOnce)).ShouldBe(
            (MqttClientPublishReasonCode)ReasonCode.PacketTooLarge
        );
        await device.PostAsync(Wave, new byte[3000], MqttQualityOfServiceLevel.AtLeastOnce);
        await device.PostAsync(Wave, new byte[3000], MqttQualityOfServiceLevel.AtMostOnce);
        (await device.PublishAsync(Wave, new byte[300], MqttQualityOfServiceLevel.AtLeastOnce)).ShouldBe(
            MqttClientPublishReasonCode.Success
        );
        device.Lost.ShouldBe(3);
        endpoint.Endpoint.Counters.RefusedInAll.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_not_acknowledged_before_a_cut_is_sent_again_and_marked()
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        var first = true;
        var never = new TaskCompletionSource<ReasonCode>();
        endpoint.Host.Accepting = _ =>
            Interlocked.Exchange(ref first, false) ? new(never.Task) : new(ReasonCode.Success);
        await using var device = new ReconnectingMqttClient(endpoint.Device());
        await device.ConnectAsync(TestContext.Current.CancellationToken);
        var publish = device
            .PublishAsync(Wave, "once or twice"u8.ToArray(), MqttQualityOfServiceLevel.AtLeastOnce)
            .AsTask();
        (await endpoint.Host.NextAsync()).Duplicate.ShouldBeFalse();

        device.Break();

        (await endpoint.Host.NextAsync()).Duplicate.ShouldBeTrue();
        (await publish.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBe(
            MqttClientPublishReasonCode.Success
        );
    }

    [Fact]
    public async Task A_server_that_no_longer_answers_is_given_up_however_much_the_device_sends()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var clock = new FakeTimeProvider(Clocks.Morning);
        var options = new MqttConnectionOptions
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            ClientId = "m1",
            KeepAliveSeconds = 10,
        };
        await using var device = new ReconnectingMqttClient(options, clock: clock);
        var lost = new TaskCompletionSource<string>();
        var made = new TaskCompletionSource();
        device.ConnectionChanged += (_, connected, why) =>
        {
            if (connected)
                made.TrySetResult();
            else
                lost.TrySetResult(why);
        };
        device.Start();
        using var mute = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await mute.GetStream().WriteAsync(new byte[] { 0x20, 3, 0, 0, 0 }, TestContext.Current.CancellationToken);
        await made.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await Eventually.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            device.PostAsync(Wave, new byte[10], MqttQualityOfServiceLevel.AtMostOnce).AsTask().Wait();
            return lost.Task.IsCompleted;
        });

        (await lost.Task).ShouldBe("the server was silent for one and a half times the keep-alive");
    }

    [Fact]
    public async Task A_program_that_is_told_to_stop_lets_its_devices_go_before_anything_else_stops()
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        await using var device = new ReconnectingMqttClient(endpoint.Device());
        var left = new TaskCompletionSource<string>();
        device.ConnectionChanged += (_, connected, why) =>
        {
            if (!connected)
                left.TrySetResult(why);
        };
        await device.ConnectAsync(TestContext.Current.CancellationToken);

        endpoint.TellToStop();

        (await left.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldContain(
            "the server is shutting down"
        );
        (await endpoint.Host.NextLeaverAsync()).Reason.ShouldBe(ReasonCode.ServerShuttingDown);
    }
}
