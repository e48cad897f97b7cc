using System.Collections.Concurrent;
using System.Globalization;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Names addresses for which a list of code has several methods, and nothing says which of them a sample was in: memory was
/// freed and used again, and the list has no times, or the recording has none that compare with them. All candidates are one
/// unnamed row, <c>A.X() | B.Y() [address reused]</c>. Lines that name one method, such as its tiers, are no candidates, nor
/// are a runtime's stubs: these lists have them in whole blocks.
/// </summary>
/// <param name="at">The symbol of an entry of the timeline.</param>
/// <param name="reason">Why it is not known, and what would tell.</param>
internal sealed class ReusedAddresses(CodeTimeline timeline, Func<int, Symbol> at, string reason)
{
    /// <summary>Module of the rows of candidates.</summary>
    public const string Module = "[address reused]";

    private const int MaxShownNames = 3;

    // Beyond these the number of candidates is given as a minimum.
    private const int MaxCandidates = 4096;

    private readonly ConcurrentDictionary<string, Symbol> _rows = new(StringComparer.Ordinal);

    /// <summary>The latest entry at the address, a row of candidates, or null where there is no entry.</summary>
    public Symbol? Find(ulong address)
    {
        var latest = timeline.Find(address);
        if (latest < 0 || !timeline.IsShared(address))
        {
            return latest < 0 ? null : at(latest);
        }

        var entries = new List<int>();
        var count = timeline.AddAll(address, MaxCandidates, entries);
        var methods = entries.Select(at).Where(s => s.Kind != FrameKind.Stub).Select(s => s.Name).Distinct().ToList();
        if (methods.Count < 2 && count <= MaxCandidates)
        {
            return at(latest);
        }

        var name = Format([.. methods.Select(m => m.Name).Order(StringComparer.Ordinal)], count > MaxCandidates);
        return _rows.GetOrAdd(name, n => new Symbol(address, 1, new FunctionName(Module, n), FrameKind.Jit, Named: false) { UnnamedReason = reason });
    }

    private static string Format(List<string> names, bool isMinimum)
    {
        var shown = names.Count <= MaxShownNames ? names : names.Take(MaxShownNames - 1);
        var text = string.Join(" | ", shown);
        if (names.Count > MaxShownNames || isMinimum)
        {
            var others = Math.Max(0, names.Count - shown.Count());
            text += string.Create(CultureInfo.InvariantCulture, $" | {others}{(isMinimum ? " or more" : "")} others");
        }

        return text + " " + Module;
    }
}
