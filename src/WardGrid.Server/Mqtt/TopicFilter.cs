namespace WardGrid.Server.Mqtt;

/// <summary>
/// What a subscription asks for: a topic, with + for any one level and # at the end for all levels below.
/// </summary>
public static class TopicFilter
{
    /// <summary>
    /// Says whether a text is a filter: wildcards stand alone in their level, # only in the last. MQTTnet grants others
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
