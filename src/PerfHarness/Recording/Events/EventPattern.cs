using System.IO.Enumeration;
using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Recording.Events;

/// <summary>
/// What is searched for: a part of a name, or with <c>*</c> and <c>?</c> a whole name, in any case. <c>connect</c> and
/// <c>syscalls:*connect</c> both find <c>syscalls:sys_enter_connect</c>.
/// </summary>
internal sealed class EventPattern(string text)
{
    private readonly bool _isWhole = text.AsSpan().IndexOfAny('*', '?') >= 0;

    public bool IsMatch(RecordableEvent candidate) => _isWhole
        ? FileSystemName.MatchesSimpleExpression(text.Replace("\\", "\\\\", StringComparison.Ordinal), candidate.Name)
        : candidate.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
            || (candidate.Detail?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false);

    /// <summary><c>Did you mean 'cpu-clock'?</c>, or null.</summary>
    public static string? Suggest(IEnumerable<RecordableEvent> events, string text) =>
        CloseNames.Suggest(events.Select(e => new FunctionName("", e.Name)), text);
}
