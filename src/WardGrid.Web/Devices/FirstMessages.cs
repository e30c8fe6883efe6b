using WardGrid.Patients.Devices;

namespace WardGrid.Web.Devices;

/// <summary>The commands with which Mosquitto's client plays a device: its birth, and two numbers.</summary>
internal static class FirstMessages
{
    private const string Lead = """{"i":0,"name":"II","mdc":131330,"rate":250,"unit":"mV","gain":200.0,"offset":0}""";

    private const string Birth = """{"epoch":1,"model":"Test","serial":"1","channels":[""" + Lead + "]}";

    private const string Numbers = """{"epoch":1,"time":'$(date +%s)'000000,"v":{"147842":71,"150456":97}}""";

    /// <param name="host">The server's name or address, as the browser reached it.</param>
    /// <param name="device">Its name, which needs no quotes: letters, digits, - and _.</param>
    /// <param name="password">Needs no quotes either: letters and digits.</param>
    public static string Commands(string host, IDeviceEndpoint endpoint, string device, string password)
    {
        var port = endpoint.Port > 0 ? $"-p {endpoint.Port}" : $"-p {endpoint.TlsPort} --capath /etc/ssl/certs";
        var client = $"mosquitto_pub -h {host} {port} -u {device} -P {password} -q 1";
        return $$"""
            send() { {{client}} -t wg/v1/site/ward/{{device}}/$1 -m "$2"; }
            send birth '{{Birth}}'
            send num '{{Numbers}}'
            """;
    }
}
