using System.CommandLine;

namespace WardGrid.Tool.Bedside;

/// <summary>A requirement on the value of an option.</summary>
public static class OptionRules
{
    /// <summary>Refuses values that do not fulfil the condition, with the given message.</summary>
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
