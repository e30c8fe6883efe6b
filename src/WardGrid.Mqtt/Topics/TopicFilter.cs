namespace WardGrid.Mqtt.Topics;

/// <summary>What a subscription asks for: a topic, with + for any one level and # at the end for all levels below.</summary>
public static class TopicFilter
{
    /// <summary>Says whether a text is a filter: wildcards stand alone in their level, # only in the last.</summary>
    public static bool IsValid(string filter)
    {
        if (filter.Length == 0)
            return false;
        for (var i = 0; i < filter.Length; i++)
        {
            if (filter[i] is not ('+' or '#'))
                continue;
            if (i > 0 && filter[i - 1] != '/')
                return false;
            if (filter[i] == '#' ? i != filter.Length - 1 : i < filter.Length - 1 && filter[i + 1] != '/')
                return false;
        }

        return true;
    }

    public static bool HasWildcard(string filter) => filter.AsSpan().ContainsAny('+', '#');

    /// <summary>Says whether a valid filter takes in a topic; wildcards at the start take in no topic that begins with $ (MQTT 5.0, 4.7.2).</summary>
    public static bool Matches(ReadOnlySpan<char> filter, ReadOnlySpan<char> topic)
    {
        if (topic[0] == '$' && filter[0] is ('+' or '#'))
            return false;
        while (true)
        {
            if (filter is "#")
                return true;
            var filterEnd = filter.IndexOf('/');
            var topicEnd = topic.IndexOf('/');
            var level = filterEnd < 0 ? filter : filter[..filterEnd];
            if (level is not "+" && !level.SequenceEqual(topicEnd < 0 ? topic : topic[..topicEnd]))
                return false;
            // "ward/#" takes in "ward" itself.
            if (topicEnd < 0)
                return filterEnd < 0 || filter[filterEnd..] is "/#";
            if (filterEnd < 0)
                return false;
            filter = filter[(filterEnd + 1)..];
            topic = topic[(topicEnd + 1)..];
        }
    }
}
