using System.Globalization;
using System.Text;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt;

/// <summary>Clients that others wrote, against the endpoint.</summary>
public sealed class ForeignClientTests
{
    private const string Prefix = "wg/v1/h/icu/m1";

    private static readonly SemaphoreSlim Fetching = new(1);

    [Theory]
    [InlineData("311", "0"), InlineData("311", "1"), InlineData("311", "2")]
    [InlineData("5", "0"), InlineData("5", "1"), InlineData("5", "2")]
    public async Task Mosquitto_pub_publishes(string version, string qos)
    {
        var program = ForeignProgram.Require("mosquitto_pub");
        await using var endpoint = await RunningEndpoint.StartAsync();

        var (code, said) = await ForeignProgram.RunAsync(
            program,
            [.. Client(endpoint, version), "-t", $"{Prefix}/wave", "-q", qos, "-m", "from mosquitto"]
        );

        code.ShouldBe(0, said);
        var received = await endpoint.Host.NextAsync();
        received.Text.ShouldBe("from mosquitto");
        ((int)received.QoS).ToString(CultureInfo.InvariantCulture).ShouldBe(qos);
    }

    [Theory]
    [InlineData("311"), InlineData("5")]
    public async Task Mosquitto_pub_with_a_wrong_password_is_refused(string version)
    {
        var program = ForeignProgram.Require("mosquitto_pub");
        await using var endpoint = await RunningEndpoint.StartAsync();

        var (code, _) = await ForeignProgram.RunAsync(
            program,
            "-h",
            "127.0.0.1",
            "-p",
            $"{endpoint.Port}",
            "-V",
            version,
            "-i",
            "m1",
            "-u",
            "m1",
            "-P",
            "wrong",
            "-t",
            $"{Prefix}/wave",
            "-m",
            "x"
        );

        code.ShouldNotBe(0);
        (await endpoint.Host.NextRefusalAsync()).Reason.ShouldBe(ReasonCode.BadUserNameOrPassword);
    }

    [Theory]
    [InlineData("311"), InlineData("5")]
    public async Task Mosquitto_sub_hears_what_is_published(string version)
    {
        var program = ForeignProgram.Require("mosquitto_sub");
        await using var endpoint = await RunningEndpoint.StartAsync();
        await using var listener = ForeignProgram.Start(
            program,
            [.. Client(endpoint, version), "-t", $"{Prefix}/#", "-q", "1", "-C", "3", "-F", "%r %p"]
        );
        await HeardAsync(endpoint, "up");
        (await listener.LineAsync()).ShouldBe("0 up");

        (
            await endpoint.Endpoint.PublishAsync(
                $"{Prefix}/cmd",
                "one"u8.ToArray(),
                MqttQualityOfServiceLevel.AtLeastOnce
            )
        ).ShouldBeTrue();
        (
            await endpoint.Endpoint.PublishAsync(
                $"{Prefix}/cmd",
                "two"u8.ToArray(),
                MqttQualityOfServiceLevel.AtMostOnce
            )
        ).ShouldBeTrue();

        (await listener.LineAsync()).ShouldBe("0 one");
        (await listener.LineAsync()).ShouldBe("0 two");
        (await listener.EndAsync()).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Mosquitto_pubs_last_will_is_published_when_it_is_killed()
    {
        var program = ForeignProgram.Require("mosquitto_sub");
        await using var endpoint = await RunningEndpoint.StartAsync();
        await using (
            var device = ForeignProgram.Start(
                program,
                [
                    .. Client(endpoint, "5"),
                    "-t",
                    $"{Prefix}/cmd",
                    "--will-topic",
                    $"{Prefix}/death",
                    "--will-payload",
                    "gone",
                    "--will-qos",
                    "1",
                ]
            )
        )
        {
            await HeardAsync(endpoint, "up");
            (await device.LineAsync()).ShouldBe("up");
        }

        var will = await endpoint.Host.NextAsync();
        will.ShouldSatisfyAllConditions(
            w => w.IsWill.ShouldBeTrue(),
            w => w.Topic.ShouldBe($"{Prefix}/death"),
            w => w.Text.ShouldBe("gone")
        );
    }

    [Theory]
    [InlineData("311"), InlineData("5")]
    public async Task Paho_publishes_and_takes_a_command(string version)
    {
        const string script = """
            import sys, paho.mqtt.client as mqtt
            port, version, prefix = int(sys.argv[1]), sys.argv[2], sys.argv[3]
            def make():
                protocol = mqtt.MQTTv5 if version == '5' else mqtt.MQTTv311
                if hasattr(mqtt, 'CallbackAPIVersion'):
                    return mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, client_id='m1', protocol=protocol)
                return mqtt.Client(client_id='m1', protocol=protocol)
            client = make()
            client.username_pw_set('m1', 'right')
            client.will_set(prefix + '/death', 'gone', qos=1)
            sent = set()
            def publish(*_):
                for i in range(30):
                    sent.add(client.publish(prefix + '/wave', 'frame %d' % i, qos=i % 3).mid)
                sent.add(client.publish(prefix + '/birth', 'born', qos=1, retain=True).mid)
            def on_publish(c, userdata, mid):
                sent.discard(mid)
                if not sent:
                    sent.add(client.publish(prefix + '/num', 'all acknowledged', qos=0).mid)
                    sent.add('last')
            client.on_publish = on_publish
            client.on_connect = lambda *_: client.subscribe(prefix + '/cmd', qos=1)
            client.on_subscribe = publish
            def on_message(c, userdata, message):
                print('command', message.payload.decode())
                client.disconnect()
            client.on_message = on_message
            client.connect('127.0.0.1', port)
            client.loop_forever()
            """;
        const string python = "/usr/bin/python3";
        if (!File.Exists(python) || (await ForeignProgram.RunAsync(python, "-c", "import paho.mqtt.client")).Code != 0)
            throw ForeignProgram.Skip("paho (python3-paho-mqtt) is not installed");
        await using var endpoint = await RunningEndpoint.StartAsync();
        await using var device = ForeignProgram.Start(python, "-c", script, $"{endpoint.Port}", version, Prefix);

        // The device says when it has every acknowledgement: were one under way when it closes its socket, TCP would
        // reset the connection and its goodbye with it.
        var waves = new List<string>();
        Received next;
        while ((next = await endpoint.Host.NextAsync()).Topic != $"{Prefix}/num")
            waves.Add(next.Text);
        waves.ShouldBe(Enumerable.Range(0, 30).Select(i => $"frame {i}").Append("born"), ignoreOrder: true);

        (await endpoint.Endpoint.PublishAsync($"{Prefix}/cmd", """{"do":"rebirth"}"""u8.ToArray())).ShouldBeTrue();

        (await device.LineAsync()).ShouldBe("""command {"do":"rebirth"}""");
        (await device.EndAsync()).Code.ShouldBe(0);
        endpoint.Host.Taken().ShouldBeEmpty("a client that says goodbye leaves no last will");
    }

    [Theory]
    [InlineData("4"), InlineData("5")]
    public async Task MqttJs_publishes_and_takes_a_command(string version)
    {
        var folder = await MqttJsAsync();
        await using var endpoint = await RunningEndpoint.StartAsync();
        await using var device = ForeignProgram.Start(
            ForeignProgram.Require("node"),
            Path.Combine(folder, "device.js"),
            $"mqtt://127.0.0.1:{endpoint.Port}",
            version,
            "m1",
            "right",
            Prefix,
            "60"
        );

        var waves = new List<string>();
        Received next;
        while ((next = await endpoint.Host.NextAsync()).Topic != $"{Prefix}/num")
            waves.Add(next.Text);
        waves.ShouldBe(Enumerable.Range(0, 60).Select(i => $"frame {i}"), ignoreOrder: true);
        next.Text.ShouldBe("all acknowledged");

        (await endpoint.Endpoint.PublishAsync($"{Prefix}/cmd", "stop"u8.ToArray())).ShouldBeTrue();

        (await device.LineAsync()).ShouldBe("command stop");
        (await device.EndAsync()).Code.ShouldBe(0);
    }

    /// <summary>Publishes a command as soon as somebody listens.</summary>
    private static async Task HeardAsync(RunningEndpoint endpoint, string command)
    {
        var heard = false;
        await Eventually.UntilAsync(
            () => heard,
            async () => heard = await endpoint.Endpoint.PublishAsync($"{Prefix}/cmd", Encoding.UTF8.GetBytes(command))
        );
    }

    private static string[] Client(RunningEndpoint endpoint, string version) =>
        ["-h", "127.0.0.1", "-p", $"{endpoint.Port}", "-V", version, "-i", "m1", "-u", "m1", "-P", "right"];

    private static async Task<string> MqttJsAsync()
    {
        ForeignProgram.Require("node");
        var npm = ForeignProgram.Require("npm");
        var folder = Path.Combine(ForeignProgram.Root, "infra", "mqttjs");
        await Fetching.WaitAsync();
        try
        {
            if (Directory.Exists(Path.Combine(folder, "node_modules", "mqtt", "build")))
                return folder;
            var (code, _) = await ForeignProgram.RunAsync(npm, "ci", "--ignore-scripts", "--prefix", folder);
            return code == 0
                ? folder
                : throw ForeignProgram.Skip("npm could not fetch MQTT.js (npm ci in infra/mqttjs shows why)");
        }
        finally
        {
            Fetching.Release();
        }
    }
}
