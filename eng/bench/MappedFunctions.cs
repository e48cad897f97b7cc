using System.Globalization;
using PerfHarness.Formats.PerfData;

namespace PerfHarness.Bench;

/// <summary>
/// Functions that take the place of a recording's code. Where the source has fewer addresses than there are functions, each address has
/// one for every variant, and a sample's whole callchain is moved into the same variant, so that stacks keep their shapes:
/// <code>
///   variant 0: address 0, 1 … | variant 1: address 0, 1 … | …     as many as it takes to use all functions
/// </code>
/// </summary>
internal sealed class MappedFunctions
{
    public const ulong Start = 0x7e00_0000_0000;
    private const ulong KernelStart = 1ul << 63;
    private const int FunctionSize = 64;
    private const long Spread = 7919; // a prime: callers and callees are far apart
    private readonly Dictionary<ulong, int> _addresses = [];
    private readonly int _count;
    private readonly int _variants;
    private long _samples;

    public MappedFunctions(int count, SourceRecording source)
    {
        _count = count;
        var (offset, buffer) = ((long)source.Header.Data.Offset, new byte[ushort.MaxValue]);
        while (source.TryRead(ref offset, out var type, out var record))
        {
            if (type == RecordType.Sample)
            {
                var copy = buffer.AsSpan(0, record.Length);
                record.CopyTo(copy);
                Number(source.Fields.GetIp(copy));
                Number(source.Fields.GetCallchain(copy));
            }
        }

        _variants = (count + _addresses.Count - 1) / Math.Max(1, _addresses.Count);
    }

    public ulong Size => (ulong)_count * FunctionSize;

    /// <summary>Moves a sample's addresses of user space.</summary>
    public void Move(Span<ulong> ip, Span<ulong> callchain)
    {
        var variant = (int)(_samples++ % _variants);
        Move(ip, variant);
        Move(callchain, variant);
    }

    /// <summary>Writes a perf map of the functions.</summary>
    public void Write(string path)
    {
        using var map = new StreamWriter(path);
        for (var i = 0; i < _count; i++)
        {
            map.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Start + ((ulong)i * FunctionSize):x} {FunctionSize:x} "
                    + $"instance int32 [Shop] Shop.Area{i / 997}.Handler{i % 997}::Step{i}(class System.String,int32)[OptimizedTier1]"));
        }
    }

    private void Number(ReadOnlySpan<ulong> addresses)
    {
        foreach (var address in addresses)
        {
            if (address < KernelStart)
            {
                _addresses.TryAdd(address, _addresses.Count);
            }
        }
    }

    private void Move(Span<ulong> addresses, int variant)
    {
        foreach (ref var address in addresses)
        {
            if (address < KernelStart)
            {
                var number = _addresses[address] + ((long)variant * _addresses.Count);
                address = Start + ((ulong)(number * Spread % _count) * FunctionSize) + 16;
            }
        }
    }
}
