using System.Runtime.CompilerServices;

namespace PerfHarness.Formats.Pprof;

/// <summary>The numbers of a message whose fields are below 16, read in one pass; the last of a field counts, bytes do not.</summary>
internal struct SmallMessage
{
    private Numbers _numbers;
    private int _present;

    public SmallMessage(ReadOnlySpan<byte> message)
    {
        var wire = new WireReader(message);
        while (wire.Read())
        {
            if (!wire.IsBytes && wire.FieldNumber < 16)
            {
                _numbers[wire.FieldNumber] = wire.Value;
                _present |= 1 << wire.FieldNumber;
            }
        }
    }

    /// <summary>0 where the field is not there.</summary>
    public readonly ulong this[int field] => _numbers[field];

    public readonly bool Has(int field) => (_present >> field & 1) != 0;

    [InlineArray(16)]
    private struct Numbers
    {
        private ulong _first;
    }
}
