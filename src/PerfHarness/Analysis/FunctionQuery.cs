using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>
/// Finds the function that a user names: the whole name (with or without <c>module!</c>), else the only name that the
/// text is a part of, where a part beginning at a <c>.</c> or <c>:</c> takes precedence over any other.
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
        foreach (var isMatch in (ReadOnlySpan<Func<FunctionName, bool>>)
            [
                name => name.Name == text || name.ToString() == text,
                name => ParameterList.Remove(name.Name) == text,
                name => EndsAtBoundary(name.Name, text) || EndsAtBoundary(ParameterList.Remove(name.Name), text),
                name => name.Name.Contains(text, StringComparison.Ordinal),
                name => name.Name.Contains(text, StringComparison.OrdinalIgnoreCase),
            ])
        {
            var matches = all.Where(id => isMatch(functions[id].Name)).ToList();
            if (matches.Count > 0)
            {
                return matches.Count == 1 ? matches[0] : throw CreateAmbiguousNameError(functions, text, matches);
            }
        }

        throw new PerfHarnessException(
            DiagnosticCodes.UnknownFunction, $"no function matches '{text}'",
            CloseNames.Suggest(all.Select(id => functions[id].Name), text) ?? "'report' lists the names.");
    }

    private static PerfHarnessException CreateAmbiguousNameError(FunctionTable functions, string text, List<FunctionId> matches)
    {
        var names = string.Join(", ", matches.Take(MaxShownNames).Select(id => $"'{functions[id].Name}'"));
        var more = matches.Count > MaxShownNames ? string.Create(CultureInfo.InvariantCulture, $" and {matches.Count - MaxShownNames} more") : "";
        return new PerfHarnessException(
            DiagnosticCodes.UnknownFunction, $"'{text}' matches several functions: {names}{more}.", "Use the full name of one of them.");
    }

    private static bool EndsAtBoundary(string name, string text) =>
        text.Length > 0 && name.EndsWith(text, StringComparison.Ordinal) && name.Length > text.Length
        && name[name.Length - text.Length - 1] is '.' or ':' or '+';
}
