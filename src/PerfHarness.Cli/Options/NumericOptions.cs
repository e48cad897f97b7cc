using System.CommandLine;
using System.Globalization;

namespace PerfHarness.Cli.Options;

/// <summary>Options with a number or a time as their value, validated while parsing.</summary>
internal static class NumericOptions
{
    public static Option<int?> CreateIntegerOption(string name, string[] aliases, string description, int min, int max)
    {
        var option = new Option<int?>(name, aliases) { HelpName = "n", Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }]
                && (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value < min || value > max))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {min} to {max}, not '{text}'."));
            }
        });
        return option;
    }

    /// <summary>A time: <c>1.5</c> and <c>1.5s</c> are seconds, <c>200ms</c>, <c>2m</c>, <c>1h</c>.</summary>
    public static Option<string?> CreateTimeOption(string name, string description)
    {
        var option = new Option<string?>(name) { HelpName = "time", Description = description + " Seconds, or with a unit: 200ms, 2m." };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && ParseTime(text) is null)
            {
                result.AddError($"{name} must be a time such as 1.5, 200ms or 2m, not '{text}'.");
            }
        });
        return option;
    }

    public static TimeSpan? ParseTime(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var (number, scale) = text switch
        {
            [.. var head, 'm', 's'] => (head, 0.001),
            [.. var head, 's'] => (head, 1),
            [.. var head, 'm'] => (head, 60),
            [.. var head, 'h'] => (head, 3600),
            _ => (text, 1.0),
        };
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * scale <= 1e7
            ? TimeSpan.FromSeconds(value * scale)
            : null;
    }
}
