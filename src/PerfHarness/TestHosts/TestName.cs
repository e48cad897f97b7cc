using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PerfHarness.TestHosts;

/// <summary>
/// The name of a test with its arguments: <c>Acme.ParserTests.Reads("a, b", 3)</c>. The same in every culture and host; a
/// long argument is cut and distinguished by a hash.
/// </summary>
internal static class TestName
{
    private const int MaxArgumentLength = 60;
    private const int MaxElements = 16;

    public static string Create(string method, IReadOnlyList<object?> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Count == 0 ? method : $"{method}({string.Join(", ", arguments.Select(a => Shorten(Format(a, 0))))})";
    }

    private static string Format(object? value, int depth) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        char c => $"'{c}'",
        bool b => b ? "true" : "false",
        Enum e => $"{e.GetType().Name}.{e}",
        Type type => $"typeof({type.Name})",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list when depth < 2 => $"[{string.Join(", ", list.Cast<object?>().Take(MaxElements).Select(e => Format(e, depth + 1)))}]",
        _ => Describe(value),
    };

    private static string Describe(object value) => value.ToString() ?? value.GetType().Name;

    private static string Shorten(string text) => text.Length <= MaxArgumentLength
        ? text
        : $"{text[..(MaxArgumentLength - 12)]}…{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8]}";
}
