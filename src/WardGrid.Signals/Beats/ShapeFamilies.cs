namespace WardGrid.Signals.Beats;

/// <summary>The few shapes that a patient's beats take on one channel, learnt beat by beat; the commonest is the usual beat.</summary>
/// <remarks>
/// Shapes are <see cref="Length"/> points, compared by correlation over shifts of up to <see cref="Slack"/> points either way, so
/// neither amplitude nor baseline matter. A beat joins the family that it resembles and draws its template a little towards itself;
/// a beat that resembles none founds a new family in the place of the rarest. Weights fade over some hundred beats: an artefact
/// founds a family that dies, and a lasting change of shape becomes the usual one.
/// </remarks>
public sealed class ShapeFamilies
{
    /// <summary>Points of a shape: 256 ms at 8 ms.</summary>
    public const int Length = 32;

    /// <summary>Points by which a shape may be shifted to fit: 32 ms.</summary>
    public const int Slack = 4;

    /// <summary>Points of a snippet as it is handed in: a shape with slack on both sides.</summary>
    public const int SnippetLength = Length + 2 * Slack;

    private const int Families = 4;

    /// <summary>Correlation from which a beat belongs to a family.</summary>
    private const float Kinship = 0.85f;

    /// <summary>Beats from which a family counts as known.</summary>
    private const float KnownWeight = 3;

    /// <summary>Part of the usual family's weight from which another counts as known: a few artefacts in a row do not.</summary>
    private const float KnownShare = 0.05f;

    /// <summary>What a family's weight keeps at each beat: half of it is gone after 140 beats.</summary>
    private const float Fading = 0.995f;

    private readonly float[] _templates = new float[Families * Length];
    private readonly float[] _weights = new float[Families];
    private int _usual;

    /// <summary>Whether there is a usual beat to compare with.</summary>
    public bool Known => _weights[_usual] >= KnownWeight;

    /// <summary>The usual beat: zero mean, unit energy.</summary>
    public ReadOnlySpan<float> Usual => Template(_usual);

    /// <summary>Correlation with the usual beat, NaN while there is none.</summary>
    public float Likeness(ReadOnlySpan<float> snippet) => Known ? Correlation(snippet, _usual, out _) : float.NaN;

    /// <summary>The best correlation with any shape seen often enough; NaN while there is none.</summary>
    public float Kin(ReadOnlySpan<float> snippet)
    {
        var best = float.NaN;
        for (var f = 0; f < Families; f++)
        {
            if (_weights[f] < Math.Max(KnownWeight, KnownShare * _weights[_usual]))
                continue;
            var likeness = Correlation(snippet, f, out _);
            if (!(likeness <= best))
                best = likeness;
        }

        return best;
    }

    /// <summary>Takes a beat into its family.</summary>
    public void Learn(ReadOnlySpan<float> snippet)
    {
        var (family, best, shift) = (-1, Kinship, 0);
        for (var f = 0; f < Families; f++)
        {
            _weights[f] *= Fading;
            if (_weights[f] == 0)
                continue;
            var likeness = Correlation(snippet, f, out var s);
            if (likeness > best)
                (family, best, shift) = (f, likeness, s);
        }

        if (family < 0)
        {
            family = 0;
            for (var f = 1; f < Families; f++)
            {
                if (_weights[f] < _weights[family])
                    family = f;
            }

            _weights[family] = 0;
            shift = Slack;
        }

        Draw(family, snippet.Slice(shift, Length));
        _weights[family]++;
        for (var f = 0; f < Families; f++)
        {
            if (_weights[f] > _weights[_usual])
                _usual = f;
        }
    }

    public void Forget()
    {
        Array.Clear(_weights);
        _usual = 0;
    }

    private Span<float> Template(int family) => _templates.AsSpan(family * Length, Length);

    private void Draw(int family, ReadOnlySpan<float> shape)
    {
        var (mean, energy) = Moments(shape);
        if (energy <= 0)
            return;
        var template = Template(family);
        var pull = 1 / Math.Min(_weights[family] + 1, 16);
        var scale = pull / MathF.Sqrt(energy);
        for (var i = 0; i < Length; i++)
            template[i] += (shape[i] - mean) * scale - pull * template[i];
        var norm = 1 / MathF.Sqrt(Math.Max(1e-20f, Moments(template).Energy));
        for (var i = 0; i < Length; i++)
            template[i] *= norm;
    }

    private float Correlation(ReadOnlySpan<float> snippet, int family, out int shift)
    {
        var template = Template(family);
        var best = -1f;
        shift = Slack;
        for (var s = 0; s <= 2 * Slack; s++)
        {
            var shape = snippet.Slice(s, Length);
            var energy = Moments(shape).Energy;
            if (energy <= 0)
                continue;
            var dot = 0f;
            for (var i = 0; i < Length; i++)
                dot += template[i] * shape[i];
            var correlation = dot / MathF.Sqrt(energy);
            if (correlation > best)
                (best, shift) = (correlation, s);
        }

        return best;
    }

    private static (float Mean, float Energy) Moments(ReadOnlySpan<float> shape)
    {
        float sum = 0, squares = 0;
        foreach (var x in shape)
        {
            sum += x;
            squares += x * x;
        }

        return (sum / shape.Length, squares - sum * sum / shape.Length);
    }
}
