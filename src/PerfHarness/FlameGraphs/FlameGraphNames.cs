using System.Runtime.InteropServices;

namespace PerfHarness.FlameGraphs;

/// <summary>Interns names. Row 0 is the root's, <c>all</c>, which no frame shares.</summary>
internal sealed class FlameGraphNames
{
    private readonly List<FlameGraphName> _rows = [new("all", "")];
    private readonly List<(long After, long Before)> _self = [(0, 0)];
    private readonly Dictionary<FlameGraphName, int> _index = [];
    private readonly Dictionary<string, FlameGraphBuilder.Step> _folded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlameGraphBuilder.Step>.AlternateLookup<ReadOnlySpan<char>> _foldedSpans;

    public FlameGraphNames() => _foldedSpans = _folded.GetAlternateLookup<ReadOnlySpan<char>>();

    public IReadOnlyList<FlameGraphName> Rows => _rows;

    /// <summary>Weight of the stacks whose leaf has the name, by row.</summary>
    public ReadOnlySpan<(long After, long Before)> Self => CollectionsMarshal.AsSpan(_self);

    public void AddSelf(int name, long weight, DiffSide side)
    {
        ref var self = ref CollectionsMarshal.AsSpan(_self)[name];
        self = side == DiffSide.After ? (self.After + weight, self.Before) : (self.After, self.Before + weight);
    }

    public int Intern(FlameGraphName name)
    {
        if (!_index.TryGetValue(name, out var row))
        {
            row = _rows.Count;
            _rows.Add(name);
            _self.Add((0, 0));
            _index.Add(name, row);
        }

        return row;
    }

    /// <summary>A frame of folded text, without its annotation.</summary>
    public FlameGraphBuilder.Step ParseFolded(ReadOnlySpan<char> frame)
    {
        if (!_foldedSpans.TryGetValue(frame, out var step))
        {
            var kind = frame switch
            {
                [.., '_', '[', 'k', ']'] => FlameGraphKind.Kernel,
                [.., '_', '[', 'j', ']'] => FlameGraphKind.Jit,
                [.., '_', '[', 'i', ']'] => FlameGraphKind.Inlined,
                "[unknown]" or "unknown" => FlameGraphKind.Unknown,
                "[blocked]" or "[waiting for a CPU]" => FlameGraphKind.OffCpu,
                _ => FlameGraphKind.Other,
            };
            var bare = frame is [.., '_', '[', 'k' or 'j' or 'i' or 'w', ']'] ? frame[..^4] : frame;
            step = new FlameGraphBuilder.Step(Intern(new FlameGraphName(bare.ToString(), "")), kind);
            _folded.Add(frame.ToString(), step);
        }

        return step;
    }
}
