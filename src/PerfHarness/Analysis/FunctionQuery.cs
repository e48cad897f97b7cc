using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>
/// Finds the function that a user names: the whole name (with or without <c>module!</c>), else the only name that the
/// text is a part of, where a part beginning at a <c>.</c> or <c>:</c> goes before any other.
/// </summary>
internal static class FunctionQuery
{
    private const int MaxShownNames = 8;

    /// <exception cref="PerfHarnessException">No function has the name, or several have; the message lists them.</exception>
    public static FunctionId Find(FunctionTable functions, string text)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(text);
        var all = Enumerable.Range(0, functions.Count).Select(i => new FunctionId(i)).ToList();
        foreach (var matches in (ReadOnlySpan<Func<FunctionName, bool>>)
            [
                name => name.Name == text || name.ToString() == text,
                name => RemoveParameters(name.Name) == text,
                name => EndsAtBoundary(name.Name, text) || EndsAtBoundary(RemoveParameters(name.Name), text),
                name => name.Name.Contains(text, StringComparison.Ordinal),
                name => name.Name.Contains(text, StringComparison.OrdinalIgnoreCase),
            ])
        {
            var found = all.Where(id => matches(functions[id].Name)).ToList();
            if (found.Count == 1)
            {
                return found[0];
            }

            if (found.Count > 1)
            {
                var names = found.Take(MaxShownNames).Select(id => $"'{functions[id].Name}'");
                var more = found.Count > MaxShownNames ? string.Create(CultureInfo.InvariantCulture, $" and {found.Count - MaxShownNames} more") : "";
                throw new PerfHarnessException(DiagnosticCodes.UnknownFunction, $"'{text}' is the name of several functions: {string.Join(", ", names)}{more}.", "Name one of them in full.");
            }
        }

        throw new PerfHarnessException(DiagnosticCodes.UnknownFunction, $"no function of the input has a name with '{text}' in it", "The names are those that 'report' shows.");
    }

    private static bool EndsAtBoundary(string name, string text) =>
        text.Length > 0 && name.EndsWith(text, StringComparison.Ordinal) && name.Length > text.Length && name[name.Length - text.Length - 1] is '.' or ':' or '+';

    private static string RemoveParameters(string name) => name.IndexOf('(') is > 0 and var at ? name[..at] : name;
}
