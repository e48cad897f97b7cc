using PerfHarness.Formats.Jit;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Names;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Code that .NET's runtime writes for itself and does not list: stubs that count a method's calls until it is compiled again
/// and, in a process whose perf map was only requested while it ran, all stubs there are (precodes, dispatch stubs, write
/// barriers). The map lists every method, so what it does not list is such a stub
/// <list type="bullet">
/// <item>anywhere in the memory that only the runtime's executable allocator makes (<c>/memfd:doublemapper</c>, W^X);</item>
/// <item>in other memory, where the process may have another JIT as well, only between the first and the last listed address
/// and in a block of 16 KiB without a listed method: stubs that count have such blocks of their own.</item>
/// </list>
/// Anywhere else an unlisted address stays unnamed.
/// </summary>
internal sealed class UnlistedStubs
{
    private const ulong BlockSize = 1 << 14;
    private const int MaxProbedLines = 64;

    private static readonly Symbol UnlistedStub = new(0, ulong.MaxValue, new FunctionName(RuntimeStubs.Module, "UnlistedStub"), FrameKind.Stub);

    // The allocator's first page, as the runtime lists it where it does.
    private static readonly Symbol WriteBarriers = UnlistedStub with { Name = new FunctionName(RuntimeStubs.Module, "JIT_CopiedWriteBarriers") };

    private readonly HashSet<ulong> _methodBlocks = [];
    private ulong _first = ulong.MaxValue;
    private ulong _end;

    private UnlistedStubs()
    {
    }

    /// <summary>Null where the map is not .NET's.</summary>
    public static UnlistedStubs? TryCreate(PerfMap map)
    {
        if (!Enumerable.Range(0, Math.Min(map.Count, MaxProbedLines)).Any(i => ManagedNames.TryParse(map.GetName(i), out _)))
        {
            return null;
        }

        var stubs = new UnlistedStubs();
        for (var i = 0; i < map.Count; i++)
        {
            stubs.Add(map[i].Start, map[i].Size, map.GetNameBytes(i).StartsWith("stub"u8));
        }

        return stubs;
    }

    /// <summary>Null where the jitdump is not .NET's.</summary>
    public static UnlistedStubs? TryCreate(JitDump dump)
    {
        if (!dump.Methods.Take(MaxProbedLines).Any(m => ManagedNames.TryParse(m.Name, out _)))
        {
            return null;
        }

        var stubs = new UnlistedStubs();
        foreach (var method in dump.Methods)
        {
            stubs.Add(method.Address, method.Size, method.Name.StartsWith("stub", StringComparison.Ordinal));
        }

        return stubs;
    }

    /// <summary>The stub at an address that the map does not list, or null.</summary>
    /// <param name="mapping">What covers the address.</param>
    public Symbol? Find(ulong address, in Mapping mapping)
    {
        if (mapping.Image.IsDotNetCode)
        {
            return mapping.GetFileOffset(address) < (ulong)Environment.SystemPageSize ? WriteBarriers : UnlistedStub;
        }

        return address >= _first && address < _end && !_methodBlocks.Contains(address / BlockSize) ? UnlistedStub : null;
    }

    private void Add(ulong start, ulong size, bool isStub)
    {
        _first = Math.Min(_first, start);
        _end = Math.Max(_end, start + size);
        // A size is what a file says: no method is as large as many blocks.
        var first = start / BlockSize;
        var end = first + Math.Min(size / BlockSize + 1, 1024);
        for (var at = first; at < end && !isStub; at++)
        {
            _methodBlocks.Add(at);
        }
    }
}
