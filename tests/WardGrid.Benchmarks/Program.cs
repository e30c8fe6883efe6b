using BenchmarkDotNet.Running;
using WardGrid.Benchmarks.Mqtt;

switch (args)
{
    case ["mqtt", "serve"]:
        await EndpointProcess.ServeAsync();
        break;
    case ["mqtt", .. var rest]:
        await MqttThroughput.RunAsync(rest);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
