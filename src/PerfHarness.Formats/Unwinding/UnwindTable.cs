using PerfHarness.Formats.Elf;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// The call frame information of one image, compiled as far as it is needed: a function's rows at the first address in it,
/// an address's row once. So a step costs one probe for an address that was seen before, and binary searches for another.
/// <code>
///   address ─► row                          addresses of samples and returns are few and repeat
///      └─► FDE (binary search) ─► rows of the function (binary search)
/// </code>
/// Addresses are virtual addresses of the image. For one thread; valid as long as the files are open.
/// </summary>
internal sealed class UnwindTable
{
    private readonly CallFrameIndex[] _indexes;
    private readonly Dictionary<ulong, UnwindRow?> _rows = [];
    private readonly Dictionary<ulong, List<(ulong Start, UnwindRow Row)>> _functions = [];
    private readonly Dictionary<UnwindRow, UnwindRow> _interned = [];

    private UnwindTable(CallFrameIndex[] indexes, ElfMachine machine) => (_indexes, Machine) = (indexes, machine);

    public ElfMachine Machine { get; }

    /// <summary>Null where none of the files has call frame information.</summary>
    /// <param name="files">The image first, then its debug files.</param>
    public static UnwindTable? Read(IReadOnlyList<ElfFile> files)
    {
        var indexes = new List<CallFrameIndex>();
        foreach (var file in files)
        {
            indexes.AddRange(new[] { CallFrameIndex.ReadLoaded(file), CallFrameIndex.ReadDebug(file) }.OfType<CallFrameIndex>());
        }

        return indexes.Count == 0 ? null : new UnwindTable([.. indexes], files[0].Header.Machine);
    }

    /// <summary>The row for the address, or null where no function with call frame information covers it.</summary>
    /// <param name="address">Inside an instruction: for a caller, its return address less one.</param>
    public UnwindRow? Find(ulong address)
    {
        if (!_rows.TryGetValue(address, out var row))
        {
            row = Compile(address);
            _rows.Add(address, row);
        }

        return row;
    }

    private UnwindRow? Compile(ulong address)
    {
        foreach (var index in _indexes)
        {
            if (index.Find(address, out _) is { } frame)
            {
                if (!_functions.TryGetValue(frame.Start, out var rows))
                {
                    rows = CallFrameProgram.Run(index.Section, frame, _interned);
                    _functions.Add(frame.Start, rows);
                }

                return Find(rows, address);
            }
        }

        return null;
    }

    private static UnwindRow? Find(List<(ulong Start, UnwindRow Row)> rows, ulong address)
    {
        int low = 0, high = rows.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = rows[middle].Start <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 ? rows[low - 1].Row : null;
    }
}
