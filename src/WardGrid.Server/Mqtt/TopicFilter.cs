namespace WardGrid.Server.Mqtt;

/// <summary>
/// The filter of a subscription: a topic, with + for any one level and # at the end for all levels below.
/// </summary>
public static class TopicFilter
{
    /// <summary>
    /// Whether a text is a valid filter: a wildcard is alone in its level, # only in the last. MQTTnet accepts others
    /// too.
    /// </summary>
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
}
