using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>The frames at addresses that were resolved. Open addressing, linear probing, at most half full.</summary>
internal sealed class AddressTable
{
    private const int InitialSlots = 1 << 8;
    private Slot[] _slots = [];
    private int _count;

    /// <summary>Null where the address was not resolved.</summary>
    public FrameId[]? Find(ulong address) => _count == 0 ? null : FindSlot(address).Frames;

    /// <param name="address">One that is not there.</param>
    public void Add(ulong address, FrameId[] frames)
    {
        if (++_count * 2 > _slots.Length)
        {
            var old = _slots;
            _slots = new Slot[Math.Max(InitialSlots, old.Length * 2)];
            foreach (ref readonly var slot in old.AsSpan())
            {
                if (slot.Frames is not null)
                {
                    FindSlot(slot.Address) = slot;
                }
            }
        }

        FindSlot(address) = new Slot { Address = address, Frames = frames };
    }

    public void Clear() => (_slots, _count) = ([], 0);

    private ref Slot FindSlot(ulong address)
    {
        var mask = _slots.Length - 1;
        var index = (int)((address * 0x9e37_79b9_7f4a_7c15UL) >> 33) & mask;
        while (_slots[index].Frames is not null && _slots[index].Address != address)
        {
            index = (index + 1) & mask;
        }

        return ref _slots[index];
    }

    private struct Slot
    {
        public ulong Address;
        public FrameId[]? Frames;
    }
}
