using System.Runtime.InteropServices;

namespace PerfHarness.Symbols;

/// <summary>
/// What is mapped in one process now. Ranges never overlap and are sorted by start; a new mapping cuts what it covers:
/// <code>
///   before   |---- libA ----|   |-- libB --|
///   map             |---- C ----|
///   after    |-libA-|---- C ----|- libB ---|     Version + 1
/// </code>
/// <see cref="Version"/> changes whenever an address that was already looked up may mean something else from now on, so
/// results that were kept must be dropped then. The methods are called in the order of the records.
/// </summary>
internal sealed class AddressSpace
{
    private const ulong HugePageSize = 2 << 20;

    private readonly List<Mapping> _mappings = [];
    private List<Mapping> _mappingsBeforeExec = [];
    private bool _hasMisses;

    /// <summary>Grows when earlier answers may have become wrong.</summary>
    public int Version { get; private set; }

    public IReadOnlyList<Mapping> Mappings => _mappings;

    /// <summary>The mapping that covers the address now, or null.</summary>
    public Mapping? Find(ulong address)
    {
        if (FindCovering(_mappings, address) is { } mapping)
        {
            return mapping;
        }

        _hasMisses = true;
        return FindCovering(_mappingsBeforeExec, address);
    }

    /// <summary>
    /// The file that the code of memory without a file was copied from, or null. Node moves its own text onto huge pages:
    /// <code>
    ///   |-- node --|------ //anon ------|-- node --|     of one file, at one distance from its offsets
    ///              2 MiB boundary       2 MiB boundary
    /// </code>
    /// </summary>
    /// <param name="mapping">Of this address space.</param>
    public Mapping? FindCopiedText(in Mapping mapping)
    {
        var first = FindFirstEndingAfter(_mappings, mapping.Start);
        var last = first;
        while (first > 0 && IsPartOfCopy(first) && _mappings[first - 1].End == _mappings[first].Start)
        {
            first--;
        }

        while (last + 1 < _mappings.Count && IsPartOfCopy(last) && _mappings[last + 1].Start == _mappings[last].End)
        {
            last++;
        }

        if (last >= _mappings.Count || last - first < 2 || !_mappings[first].Image.IsFile || !IsEquivalent(_mappings[first], _mappings[last])
            || _mappings[first].End % HugePageSize != 0 || _mappings[last].Start % HugePageSize != 0)
        {
            return null;
        }

        return mapping with { PageOffset = _mappings[first].GetFileOffset(mapping.Start), Image = _mappings[first].Image };

        bool IsPartOfCopy(int index) => _mappings[index].Image.IsJit;
    }

    public void Map(Mapping mapping)
    {
        if (mapping.End <= mapping.Start)
        {
            return;
        }

        var first = FindFirstEndingAfter(_mappings, mapping.Start);
        var last = first;
        var replaces = false;
        Mapping? head = null, tail = null;
        for (; last < _mappings.Count && _mappings[last].Start < mapping.End; last++)
        {
            var old = _mappings[last];
            replaces |= !IsEquivalent(old, mapping);
            if (old.Start < mapping.Start)
            {
                head = old with { End = mapping.Start };
            }

            if (old.End > mapping.End)
            {
                tail = old with { Start = mapping.End, PageOffset = old.GetFileOffset(mapping.End) };
            }
        }

        _mappings.RemoveRange(first, last - first);
        if (tail is { } rest)
        {
            _mappings.Insert(first, rest);
        }

        if (!mapping.IsData)
        {
            _mappings.Insert(first, mapping);
        }

        if (head is { } before)
        {
            _mappings.Insert(first, before);
        }

        // A miss may have been remembered for the new range, and any other answer for what was replaced.
        if (replaces || (_hasMisses && !mapping.IsData))
        {
            Invalidate();
        }
    }

    /// <summary>
    /// exec: nothing of the old program is mapped any more. But until the kernel enters the new one, its samples still have
    /// the callchain of the old one's call, so that addresses mapped nowhere are searched for there.
    /// </summary>
    public void ResetForExec()
    {
        _mappingsBeforeExec = [.. _mappings];
        _mappings.Clear();
        Invalidate();
    }

    /// <summary>fork: the child starts with what its parent has.</summary>
    public void CopyFrom(AddressSpace parent)
    {
        _mappings.Clear();
        _mappings.AddRange(parent._mappings);
        _mappingsBeforeExec = parent._mappingsBeforeExec;
        Invalidate();
    }

    private void Invalidate()
    {
        Version++;
        _hasMisses = false;
    }

    private static bool IsEquivalent(Mapping old, Mapping next) =>
        ReferenceEquals(old.Image, next.Image) && (old.Image.IsJit || old.Start - old.PageOffset == next.Start - next.PageOffset);

    /// <summary>The mapping of a list that is sorted by start and has no overlaps, or null.</summary>
    public static Mapping? FindCovering(IReadOnlyList<Mapping> mappings, ulong address) =>
        FindCovering(mappings as List<Mapping> ?? [.. mappings], address);

    private static Mapping? FindCovering(List<Mapping> mappings, ulong address)
    {
        var index = FindFirstEndingAfter(mappings, address);
        return index < mappings.Count && mappings[index].Start <= address ? mappings[index] : null;
    }

    private static int FindFirstEndingAfter(List<Mapping> list, ulong address)
    {
        var mappings = CollectionsMarshal.AsSpan(list);
        var (low, high) = (0, mappings.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = mappings[middle].End <= address ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
