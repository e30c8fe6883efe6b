using BenchmarkDotNet.Running;
using WardGrid.Benchmarks;
using WardGrid.Benchmarks.Mqtt;

switch (args)
{
    case ["mqtt", "serve"]:
        await EndpointProcess.ServeAsync();
        break;
    case ["mqtt", .. var rest]:
        await MqttThroughput.RunAsync(rest);
        break;
    case ["verification"]:
        await VerificationTimes.RunAsync();
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(MqttThroughput).Assembly).Run(args);
        break;
}
