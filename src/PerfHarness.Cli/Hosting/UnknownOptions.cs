using System.CommandLine;
using System.CommandLine.Parsing;

namespace PerfHarness.Cli.Hosting;

/// <summary>
/// Arguments that begin with a dash and are no option of the verb. The parser takes them for values wherever a value may be, so that
/// a mistyped option would be the name of a file. After <c>--</c> they are values; so is <c>-</c>, the standard input.
/// </summary>
internal static class UnknownOptions
{
    public static IReadOnlyList<string> Find(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var before = arguments.TakeWhile(argument => argument != "--").Where(argument => argument.StartsWith('-') && argument.Length > 1).ToHashSet();
        return before.Count == 0 ? [] : [.. GetValues(parsed.CommandResult).Concat(parsed.UnmatchedTokens).Where(before.Contains).Distinct()];
    }

    // A value of an option may begin with one dash ("-5"), but not as an option does.
    private static IEnumerable<string> GetValues(CommandResult command) => command.Children.SelectMany(child => child switch
    {
        ArgumentResult argument => argument.Tokens.Select(token => token.Value),
        OptionResult option => option.Tokens.Select(token => token.Value).Where(value => value.StartsWith("--", StringComparison.Ordinal)),
        _ => [],
    });
}
