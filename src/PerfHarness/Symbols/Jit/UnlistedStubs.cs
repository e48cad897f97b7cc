using PerfHarness.Formats.Jit;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Names;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Code that .NET's runtime writes for itself and does not list: stubs that count a method's calls until it is compiled again
/// and, in a process whose perf map was only requested while it ran, all stubs there are (precodes, dispatch stubs, write
/// barriers). The map lists every method, so what it does not list is such a stub
/// <list type="bullet">
/// <item>in the memory that only the runtime's executable allocator makes (<c>/memfd:doublemapper</c>, W^X);</item>
/// <item>without W^X in memory that is executable and writable, where the process may have another JIT as well, only between the
/// first and the last listed address and in a block of 16 KiB without a listed method: stubs that count have such blocks of
/// their own.</item>
/// </list>
/// Neither where more than 64 KiB are unlisted: no heap of stubs is as large without a line, but code that is not the JIT's is,
/// such as an image in memory. Anywhere else an unlisted address stays unnamed. What can be recognized by its bytes, a recording of
/// a running process lists itself: <see cref="UnlistedCode"/>.
/// </summary>
internal sealed class UnlistedStubs
{
    private const ulong BlockSize = 1 << 14;
    private const ulong MaxGap = 1 << 16;
    private const int MaxProbedLines = 64;

    private static readonly Symbol UnlistedStub = new(0, ulong.MaxValue, new FunctionName(RuntimeStubs.Module, "UnlistedStub"), FrameKind.Stub);

    // The allocator's first page, as the runtime lists it where it does.
    private static readonly Symbol WriteBarriers = UnlistedStub with { Name = new FunctionName(RuntimeStubs.Module, "JIT_CopiedWriteBarriers") };

    private readonly HashSet<ulong> _methodBlocks = [];
    private readonly Lazy<ListedCode> _listed;

    /// <param name="starts">Of what the process lists.</param>
    private UnlistedStubs(ulong[] starts, ulong[] sizes, bool[] areStubs)
    {
        _listed = new(() => new ListedCode(starts, sizes));
        for (var i = 0; i < starts.Length; i++)
        {
            // A size is what a file says: no method is as large as many blocks.
            var first = starts[i] / BlockSize;
            var end = first + Math.Min(sizes[i] / BlockSize + 1, 1024);
            for (var at = first; at < end && !areStubs[i]; at++)
            {
                _methodBlocks.Add(at);
            }
        }
    }

    /// <summary>Null where the map is not .NET's.</summary>
    public static UnlistedStubs? TryCreate(PerfMap map)
    {
        var isDotNet = false;
        for (var i = 0; i < Math.Min(map.Count, MaxProbedLines) && !isDotNet; i++)
        {
            isDotNet = ManagedNames.TryParse(map.GetName(i), out _);
        }

        if (!isDotNet)
        {
            return null;
        }

        var (starts, sizes, areStubs) = (new ulong[map.Count], new ulong[map.Count], new bool[map.Count]);
        for (var i = 0; i < starts.Length; i++)
        {
            (starts[i], sizes[i], areStubs[i]) = (map[i].Start, map[i].Size, map.GetNameBytes(i).StartsWith("stub"u8));
        }

        return new UnlistedStubs(starts, sizes, areStubs);
    }

    /// <summary>Null where the jitdump is not .NET's.</summary>
    public static UnlistedStubs? TryCreate(JitDump dump)
    {
        if (!dump.Methods.Take(MaxProbedLines).Any(m => ManagedNames.TryParse(m.Name, out _)))
        {
            return null;
        }

        var count = 0;
        var (starts, sizes, areStubs) = (new ulong[dump.Methods.Count], new ulong[dump.Methods.Count], new bool[dump.Methods.Count]);
        foreach (var method in dump.Methods)
        {
            // Precompiled methods are in images, not in the runtime's memory.
            if (!method.Name.EndsWith("[PreJIT]", StringComparison.Ordinal))
            {
                (starts[count], sizes[count]) = (method.Address, method.Size);
                areStubs[count] = method.Name.StartsWith("stub", StringComparison.Ordinal);
                count++;
            }
        }

        return new UnlistedStubs(starts[..count], sizes[..count], areStubs[..count]);
    }

    /// <summary>The stub at an address that the map does not list, or null.</summary>
    /// <param name="mapping">What covers the address.</param>
    /// <param name="all">All that the process has mapped.</param>
    public Symbol? Find(ulong address, in Mapping mapping, IReadOnlyList<Mapping> all)
    {
        var (start, end) = _listed.Value.FindGap(address, mapping.Start, mapping.End);
        if (end - start > MaxGap)
        {
            return null;
        }

        if (mapping.Image.IsDotNetCode)
        {
            return mapping.GetFileOffset(address) < (ulong)Environment.SystemPageSize ? WriteBarriers : UnlistedStub;
        }

        return mapping.IsWritable && !all.Any(m => m.Image.IsDotNetCode) && address >= _listed.Value.First && address < _listed.Value.End
            && !_methodBlocks.Contains(address / BlockSize) ? UnlistedStub : null;
    }
}
