using PerfHarness.Jit;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols;

/// <summary>
/// Code that .NET's runtime writes for itself and does not list: above all the stubs that count a method's calls until it is
/// compiled again. The map lists every method, and such stubs have memory of their own, 16 KiB of code at a time, with
/// their data behind it:
/// <code>
///   |-- code of stubs, 16 KiB --|-- their data, 16 KiB --|-- code …          no method lies in a block of stubs
/// </code>
/// So an unlisted address between the first and the last listed one, in a block without a listed method, is such a stub.
/// Anywhere else an unlisted address stays unnamed.
/// </summary>
internal sealed class UnlistedStubs
{
    private const ulong BlockSize = 1 << 14;
    private static readonly FunctionName Name = new(RuntimeStubs.Module, "UnlistedStub");
    private readonly HashSet<ulong> _methodBlocks = [];
    private readonly Symbol _stub;

    private UnlistedStubs(ulong first, ulong end) => _stub = new Symbol(first, end - first, Name, FrameKind.Stub);

    /// <summary>Null where the map is not .NET's.</summary>
    public static UnlistedStubs? TryCreate(PerfMap map)
    {
        var (first, end, isDotNet) = (ulong.MaxValue, 0ul, false);
        for (var i = 0; i < map.Count; i++)
        {
            isDotNet |= IsStub(map.NameBytes(i));
            first = Math.Min(first, map[i].Start);
            end = Math.Max(end, map[i].Start + map[i].Size);
        }

        if (!isDotNet)
        {
            return null;
        }

        var stubs = new UnlistedStubs(first, Math.Max(end, first));
        for (var i = 0; i < map.Count; i++)
        {
            // A size is what a file says: no method is as large as many blocks.
            for (ulong at = map[i].Start / BlockSize, last = at + Math.Min(map[i].Size / BlockSize + 1, 1024); at < last && !IsStub(map.NameBytes(i)); at++)
            {
                stubs._methodBlocks.Add(at);
            }
        }

        return stubs;
    }

    public Symbol? Find(ulong address) =>
        address - _stub.Start < _stub.Size && !_methodBlocks.Contains(address / BlockSize) ? _stub : null;

    private static bool IsStub(ReadOnlySpan<byte> name) => name.StartsWith("stub"u8);
}
