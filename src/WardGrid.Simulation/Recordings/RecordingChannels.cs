using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Recordings;

/// <summary>A recording's signals as the channels that a bedside monitor would declare.</summary>
public static class RecordingChannels
{
    /// <summary>One channel per signal, numbered in their order, with gain and baseline of the header.</summary>
    public static ImmutableArray<ChannelDeclaration> Declare(RecordingHeader header) =>
        [
            .. header.Signals.Select(
                (s, i) =>
                    new ChannelDeclaration(
                        i,
                        s.Description,
                        CodeOf(s.Description),
                        header.Rate,
                        s.Unit,
                        s.Gain,
                        s.Baseline
                    )
            ),
        ];

    /// <summary>The code of a signal by the name that recordings give it; 0 where the name is not known.</summary>
    public static int CodeOf(string name) => ChannelNames.CodeOf(name);
}
