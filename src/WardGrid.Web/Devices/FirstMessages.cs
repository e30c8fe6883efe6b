using System.Globalization;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Profiles;
using WardGrid.Signals.Protocol;

namespace WardGrid.Web.Devices;

/// <summary>The commands with which Mosquitto's client plays a device, ready to paste into a terminal.</summary>
internal static class FirstMessages
{
    private const string Numbers = """{"epoch":1,"time":'$(date +%s)'000000,"v":{"147842":71,"150456":97}}""";

    private const string VsCapture =
        """[{"PhysioID":"NOM_ECG_CARD_BEAT_RATE","Value":"71"},{"PhysioID":"NOM_PULS_OXIM_SAT_O2","Value":"97"}]""";

    /// <summary>
    /// Half a second of one lead as JSON: at 72 beats a minute a QRS complex of 1 mV, a T wave of 0.2 mV.
    /// </summary>
    private const string Wave = """
        half() { awk -v n=$1 -v t=$2 -v r=RATE -v g=GAIN 'BEGIN {
          c=int(r/2); printf "{\"epoch\":1,\"seq\":%d,\"time\":%d%06d,\"ch\":[", n, t+int(n/2), n%2*500000
          printf "{\"i\":0,\"start\":%d,\"v\":[", n*c
          for (k=0; k<c; k++) { x=((n*c+k)%int(r/1.2))/r
            printf "%s%d", k?",":"", g*(exp(-((x-.2)/.015)^2)+.2*exp(-((x-.45)/.05)^2)) }
          print "]}]}" }'; }
        """;

    /// <summary>What the device is, and two numbers.</summary>
    /// <param name="host">The server's name or address, as the browser reached it.</param>
    /// <param name="device">Its name, which needs no quotes: letters, digits, - and _.</param>
    /// <param name="password">Needs no quotes either: letters and digits.</param>
    public static string Commands(
        string host,
        IDeviceEndpoint endpoint,
        string device,
        string password,
        DeviceProfile profile
    )
    {
        var client = Client(host, endpoint, device, password);
        if (profile.Form == DeviceForm.VsCapture)
            return $"{client} -q 1 -t wg/v1/site/ward/{device}/Numeric -m '{VsCapture}'";
        return $$"""
            send() { {{client}} -q 1 -t wg/v1/site/ward/{{device}}/$1 -m "$2"; }
            send birth '{{Birth(profile)}}'
            send num '{{Numbers}}'
            """;
    }

    /// <summary>One minute of samples; null where they are not sent as JSON.</summary>
    public static string? Samples(
        string host,
        IDeviceEndpoint endpoint,
        string device,
        string password,
        DeviceProfile profile
    )
    {
        if (profile.Form is DeviceForm.VsCapture or DeviceForm.Binary)
            return null;
        var lead = LeadOf(profile);
        var will =
            profile.Form == DeviceForm.BirthAndDeath
                ? $" --will-topic wg/v1/site/ward/{device}/death --will-payload '' --will-qos 1"
                : "";
        var wave = Wave.Replace("RATE", Text(lead.Rate)).Replace("GAIN", Text(lead.Gain ?? 200));
        return $$"""
            {{wave}}
            t=$(date +%s)
            for n in $(seq 0 119); do half $n $t; sleep .5; done |
              {{Client(host, endpoint, device, password)}} -l -t wg/v1/site/ward/{{device}}/wave{{will}}
            """;
    }

    private static string Client(string host, IDeviceEndpoint endpoint, string device, string password)
    {
        var port = endpoint.Port > 0 ? $"-p {endpoint.Port}" : $"-p {endpoint.TlsPort} --capath /etc/ssl/certs";
        return $"mosquitto_pub -h {host} {port} -u {device} -P {password}";
    }

    private static string Birth(DeviceProfile profile)
    {
        var lead = LeadOf(profile);
        var channel =
            $"\"i\":0,\"name\":\"{lead.Name}\",\"mdc\":{lead.Code},\"rate\":{Text(lead.Rate)},"
            + $"\"unit\":\"{lead.Unit}\",\"gain\":{Text(lead.Gain ?? 200)},\"offset\":{Text(lead.Offset ?? 0)}";
        return $$"""{"epoch":1,"model":"Test","serial":"1","channels":[{{{channel}}}]}""";
    }

    private static ProfileChannel LeadOf(DeviceProfile profile) =>
        profile.Channels is [var first, ..] ? first : new("II", Mdc.EcgLeadII, 250, "mV", 200, 0, []);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
