using System.CommandLine;

namespace WardGrid.Tool.Bedside;

/// <summary>What the value of an option must fulfil.</summary>
public static class Requirement
{
    /// <summary>Refuses values for which the condition does not hold, in the given words.</summary>
    public static Option<T> Must<T>(this Option<T> option, Predicate<T> condition, string otherwise)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is { } value && !condition(value))
                result.AddError($"{option.Name}: {otherwise}");
        });
        return option;
    }
}
