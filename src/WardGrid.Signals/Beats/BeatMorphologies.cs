using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WardGrid.Signals.Beats;

/// <summary>How a shape compares with the shapes seen before.</summary>
/// <param name="Likeness">Correlation with the usual shape, -1 to 1; NaN while there is none.</param>
/// <param name="Kin">The best correlation with any shape that was seen often enough; NaN while there is none.</param>
/// <param name="Family">The family that it resembles most; -1 while there is none.</param>
/// <param name="Kinship">The correlation with that family.</param>
/// <param name="Shift">Where in the snippet it fits that family best.</param>
public readonly record struct ShapeMatch(float Likeness, float Kin, int Family, float Kinship, int Shift);

/// <summary>
/// The few shapes that a patient's beats take on one channel, learnt beat by beat; the commonest is the usual beat.
/// </summary>
/// <remarks>
/// Shapes are <see cref="Length"/> points, compared by correlation over shifts of up to <see cref="Slack"/> points
/// either way, so neither amplitude nor baseline matter. A beat joins the family that it resembles and draws its
/// template a little towards itself; a beat that resembles none founds a new family in the place of the rarest. Weights
/// fade over some hundred beats: an artefact founds a family that dies, and a lasting change of shape becomes the usual
/// one. Not thread-safe.
/// </remarks>
public sealed class BeatMorphologies
{
    /// <summary>Points of a shape.</summary>
    public const int Length = 32;

    /// <summary>Points by which a shape may be shifted to fit.</summary>
    public const int Slack = 4;

    /// <summary>Points of a snippet as it is handed in: a shape with slack on both sides.</summary>
    public const int SnippetLength = Length + 2 * Slack;

    private const int Families = 4;
    private const int Shifts = 2 * Slack + 1;

    /// <summary>Correlation from which a beat belongs to a family.</summary>
    private const float Kinship = 0.85f;

    /// <summary>Beats from which a family counts as known.</summary>
    private const float KnownWeight = 3;

    /// <summary>
    /// Part of the usual family's weight from which another counts as known: a few artefacts in a row do not.
    /// </summary>
    private const float KnownShare = 0.05f;

    /// <summary>What a family's weight keeps at each beat: half of it is gone after 140 beats.</summary>
    private const float Fading = 0.995f;

    /// <summary>Beats over which a template is averaged.</summary>
    private const float Memory = 16;

    private readonly float[] _templates = new float[Families * Length];
    private readonly float[] _weights = new float[Families];
    private int _usual;

    /// <summary>Whether there is a usual shape to compare with.</summary>
    public bool Known => _weights[_usual] >= KnownWeight;

    /// <summary>Compares a snippet with every family.</summary>
    public ShapeMatch Match(ReadOnlySpan<float> snippet)
    {
        Span<float> scale = stackalloc float[Shifts];
        Scale(snippet, scale);

        var match = new ShapeMatch(float.NaN, float.NaN, -1, -1, Slack);
        var known = Math.Max(KnownWeight, KnownShare * _weights[_usual]);
        for (var f = 0; f < Families; f++)
        {
            if (_weights[f] == 0)
                continue;
            var correlation = Correlation(snippet, scale, Template(f), out var shift);
            if (correlation > match.Kinship)
                match = match with { Family = f, Kinship = correlation, Shift = shift };
            if (_weights[f] >= known && !(correlation <= match.Kin))
                match = match with { Kin = correlation };
            if (f == _usual && Known)
                match = match with { Likeness = correlation };
        }

        return match;
    }

    /// <summary>Takes a beat into its family.</summary>
    /// <param name="match">What <see cref="Match"/> said of the snippet.</param>
    public void Learn(ReadOnlySpan<float> snippet, in ShapeMatch match)
    {
        for (var f = 0; f < Families; f++)
            _weights[f] *= Fading;
        var joins = match.Kinship >= Kinship;
        var family = joins ? match.Family : Rarest();
        if (!joins)
            _weights[family] = 0;
        Draw(family, snippet.Slice(joins ? match.Shift : Slack, Length));
        _weights[family]++;
        if (_weights[family] > _weights[_usual])
            _usual = family;
    }

    private Span<float> Template(int family) => _templates.AsSpan(family * Length, Length);

    private int Rarest()
    {
        var rarest = 0;
        for (var f = 1; f < Families; f++)
        {
            if (_weights[f] < _weights[rarest])
                rarest = f;
        }

        return rarest;
    }

    private void Draw(int family, ReadOnlySpan<float> shape)
    {
        var energy = Energy(shape, out var mean);
        if (energy <= 0)
            return;
        var template = Template(family);
        var pull = 1 / Math.Min(_weights[family] + 1, Memory);
        var scale = pull / MathF.Sqrt(energy);
        for (var i = 0; i < Length; i++)
            template[i] += (shape[i] - mean) * scale - pull * template[i];
        var norm = 1 / MathF.Sqrt(Math.Max(1e-20f, Energy(template, out _)));
        for (var i = 0; i < Length; i++)
            template[i] *= norm;
    }

    /// <summary>For each shift, what makes the energy of the shape there one; 0 where it is flat.</summary>
    private static void Scale(ReadOnlySpan<float> snippet, Span<float> scale)
    {
        double sum = 0,
            squares = 0;
        for (var i = 0; i < Length; i++)
        {
            sum += snippet[i];
            squares += (double)snippet[i] * snippet[i];
        }

        for (var s = 0; s < Shifts; s++)
        {
            var energy = squares - sum * sum / Length;
            scale[s] = energy > 1e-12 * squares ? (float)(1 / Math.Sqrt(energy)) : 0;
            if (s + 1 == Shifts)
                break;
            double old = snippet[s],
                fresh = snippet[s + Length];
            sum += fresh - old;
            squares += fresh * fresh - old * old;
        }
    }

    /// <summary>
    /// The best correlation over all shifts. The template has zero mean, so the shape's own mean drops out.
    /// </summary>
    private static float Correlation(
        ReadOnlySpan<float> snippet,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> template,
        out int shift
    )
    {
        var best = -1f;
        shift = Slack;
        for (var s = 0; s < Shifts; s++)
        {
            var correlation = Dot(template, snippet.Slice(s, Length)) * scale[s];
            if (correlation > best)
                (best, shift) = (correlation, s);
        }

        return best;
    }

    private static float Energy(ReadOnlySpan<float> shape, out float mean)
    {
        var sum = 0f;
        foreach (var x in shape)
            sum += x;
        mean = sum / shape.Length;
        return Dot(shape, shape) - sum * mean;
    }

    /// <summary>Four lanes on every machine, so that every machine gives the same sum.</summary>
    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector128<float>.Zero;
        var u = MemoryMarshal.Cast<float, Vector128<float>>(a);
        var v = MemoryMarshal.Cast<float, Vector128<float>>(b);
        for (var i = 0; i < u.Length; i++)
            sum += u[i] * v[i];
        return Vector128.Sum(sum);
    }
}
