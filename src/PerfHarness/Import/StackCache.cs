using PerfHarness.Formats.PerfData;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// Stacks of callchains that were walked, by digest. Open addressing, linear probing, at most half full; where there are more
/// distinct callchains than it may hold it begins anew, and what was forgotten is walked again.
/// </summary>
internal sealed class StackCache
{
    private const int MaxSlots = 1 << 20; // 24 MiB
    private Slot[] _slots = new Slot[MaxSlots >> 8];
    private int _count;

    public bool TryGet(CallchainDigest digest, out StackId stack)
    {
        ref var slot = ref Find(digest);
        stack = slot.Stack;
        return slot.IsUsed;
    }

    public void Add(CallchainDigest digest, StackId stack)
    {
        if (++_count * 2 > _slots.Length)
        {
            Grow();
        }

        Find(digest) = new Slot { Digest = digest, Stack = stack, IsUsed = true };
    }

    private ref Slot Find(CallchainDigest digest)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var index = (int)digest.Low & mask;
        while (slots[index].IsUsed && (slots[index].Digest.Low != digest.Low || slots[index].Digest.High != digest.High))
        {
            index = (index + 1) & mask;
        }

        return ref slots[index];
    }

    private void Grow()
    {
        if (_slots.Length == MaxSlots)
        {
            Array.Clear(_slots);
            _count = 1;
            return;
        }

        var old = _slots;
        _slots = new Slot[old.Length * 4];
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (slot.IsUsed)
            {
                Find(slot.Digest) = slot;
            }
        }
    }

    private struct Slot
    {
        public CallchainDigest Digest;
        public StackId Stack;
        public bool IsUsed;
    }
}
