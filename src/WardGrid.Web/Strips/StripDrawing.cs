using System.Globalization;
using System.Security;
using System.Text;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals.Protocol;

namespace WardGrid.Web.Strips;

/// <summary>
/// Draws an alarm's strip on electrocardiogram paper as SVG: 25 mm/s, ECG at 10 mm/mV, other waves filling their band.
/// </summary>
/// <remarks>
/// One unit is one millimetre. Gaps stay gaps. The drawing prints as on the screen, dark on a light ground.
/// </remarks>
public static class StripDrawing
{
    public const double MmPerSecond = 25;
    public const double MmPerMillivolt = 10;

    private const double SecondsBefore = 10;
    private const double SecondsAfter = 5;
    private const double Band = 30;
    private const double Top = 8;
    private const double Width = (SecondsBefore + SecondsAfter) * MmPerSecond;

    /// <summary>The SVG of a strip.</summary>
    /// <param name="caption">One line of words above the paper.</param>
    public static string Svg(AlarmStrip strip, string caption)
    {
        var height = Top + Band * Math.Max(1, strip.Channels.Length);
        var svg = new StringBuilder(64 * 1024);
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}"
              width="{Width}mm" height="{height}mm" font-family="DejaVu Sans, sans-serif">
            <defs>
              <pattern id="mm" width="5" height="5" patternUnits="userSpaceOnUse">
                <path d="M1 0V5M2 0V5M3 0V5M4 0V5M0 1H5M0 2H5M0 3H5M0 4H5" stroke="#f3d9d4" stroke-width=".1"/>
                <path d="M0 0H5M0 0V5" stroke="#e3aaa1" stroke-width=".25"/>
              </pattern>
            </defs>
            <rect width="{Width}" height="{height}" fill="#fffdfa"/><rect y="{Top}" width="{Width}" height="{height
                - Top}" fill="url(#mm)"/>
            <text x="2" y="5.6" font-size="4" fill="#222">{Escape(caption)} · 25 mm/s · 10 mm/mV</text>
            """
        );
        var begin = strip.AlarmSeconds - SecondsBefore;
        for (var i = 0; i < strip.Channels.Length; i++)
            Channel(svg, strip.Channels[i], begin, Top + i * Band);
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <path d="M{SecondsBefore
                * MmPerSecond} {Top}V{height}" stroke="#b3261e" stroke-width=".5" stroke-dasharray="2 1"/>
            </svg>
            """
        );
        return svg.ToString();
    }

    private static void Channel(StringBuilder svg, StripChannel channel, double begin, double top)
    {
        var declared = channel.Declaration;
        var first = Math.Clamp((int)Math.Floor(begin * declared.Rate - channel.Start), 0, channel.Samples.Length);
        var last = Math.Clamp(
            (int)Math.Ceiling((begin + SecondsBefore + SecondsAfter) * declared.Rate - channel.Start),
            0,
            channel.Samples.Length
        );
        var values = channel.Samples.AsSpan()[first..last];
        var height = Heights(declared, values, top);

        svg.Append("<path fill=\"none\" stroke=\"#1a2530\" stroke-width=\".35\" stroke-linejoin=\"round\" d=\"");
        var open = false;
        for (var i = 0; i < values.Length; i++)
        {
            var value = declared.Physical(values[i]);
            if (float.IsNaN(value))
            {
                open = false;
                continue;
            }

            var x = ((channel.Start + first + i) / declared.Rate - begin) * MmPerSecond;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"{(open ? 'L' : 'M')}{x:0.##} {Math.Clamp(height(value), top + 0.3, top + Band - 0.3):0.##}"
            );
            open = true;
        }

        svg.Append(
            CultureInfo.InvariantCulture,
            $"\"/><text x=\"2\" y=\"{top + 4.5}\" font-size=\"3.6\" font-weight=\"bold\" "
                + $"fill=\"#12344d\">{Escape(declared.Name)}</text>"
        );
    }

    /// <summary>Converts a physical value to its height on the paper.</summary>
    private static Func<float, double> Heights(ChannelDeclaration declared, ReadOnlySpan<short> values, double top)
    {
        var present = new List<float>(values.Length);
        foreach (var raw in values)
        {
            if (raw != ChannelDeclaration.Missing)
                present.Add(declared.Physical(raw));
        }

        present.Sort();
        if (present.Count == 0)
            return _ => top + Band / 2;
        if (declared.Kind == SignalKind.Ecg)
        {
            // The median is the baseline, because most samples of a heartbeat are near it.
            var median = present[present.Count / 2];
            return value => top + 0.6 * Band - (value - median) * MmPerMillivolt;
        }

        var (low, range) = (present[0], Math.Max(present[^1] - present[0], 1e-6f));
        return value => top + Band * (0.9 - 0.8 * (value - low) / range);
    }

    private static string Escape(string text) => SecurityElement.Escape(text);
}
