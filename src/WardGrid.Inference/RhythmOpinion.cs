namespace WardGrid.Inference;

/// <summary>The probabilities of a lead's rhythms; each is 0 to 1, and their sum is 1.</summary>
/// <param name="Noise">Too noisy to decide.</param>
public readonly record struct RhythmOpinion(float Normal, float AtrialFibrillation, float Other, float Noise)
{
    /// <summary>Rhythms that are told apart: normal, atrial fibrillation, other, noise.</summary>
    internal const int Classes = 4;

    /// <summary>The most likely rhythm, by the letters of the 2017 challenge: N, A, O or ~.</summary>
    public char Letter
    {
        get
        {
            var most = Math.Max(Math.Max(Normal, AtrialFibrillation), Math.Max(Other, Noise));
            if (most == Normal)
                return 'N';
            if (most == AtrialFibrillation)
                return 'A';
            return most == Other ? 'O' : '~';
        }
    }

    /// <summary>Takes a model's answer: the four probabilities in this order.</summary>
    /// <exception cref="ModelException">One of them is no probability.</exception>
    internal static RhythmOpinion Of(string title, ReadOnlySpan<float> said)
    {
        foreach (var probability in said)
        {
            if (probability is not (>= 0 and <= 1.001f))
                throw new ModelException($"model {title} gave {probability}, which is no probability");
        }

        return new(said[0], said[1], said[2], said[3]);
    }

    internal void CopyTo(Span<float> probabilities) =>
        (probabilities[0], probabilities[1], probabilities[2], probabilities[3]) = (
            Normal,
            AtrialFibrillation,
            Other,
            Noise
        );
}
