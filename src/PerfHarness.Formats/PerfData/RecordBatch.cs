namespace PerfHarness.Formats.PerfData;

/// <summary>Consecutive records, in the order of time.</summary>
internal sealed class RecordBatch
{
    private const int Capacity = 2048;
    private readonly ScannedRecord[] _records = new ScannedRecord[Capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public ref readonly ScannedRecord this[int index] => ref _records[index];

    public void Clear() => Count = 0;

    /// <summary>A further record, for the caller to fill.</summary>
    public ref ScannedRecord Add()
    {
        ref var record = ref _records[Count++];
        record = default;
        return ref record;
    }
}
