using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// A perf.data, of file or pipe form. Opening reads header, attributes and features; <see cref="ReadRecords"/> gives the
/// records in the order of time. In the pipe form attributes and features are among the records and fill the same
/// lists while reading continues.
/// </summary>
internal sealed class PerfDataFile : IDisposable
{
    // Below, a thread costs more than it saves.
    private const ulong MinReadAheadSize = 1 << 20;

    private readonly List<EventAttribute> _attributes = [];
    private readonly Dictionary<ulong, int> _eventIndexes = [];

    private PerfDataFile(MappedFile file, PerfDataHeader header, DiagnosticBag diagnostics)
    {
        (File, Records, Diagnostics, IsPipe) = (file, file, diagnostics, header.IsPipe);
        Data = header.Data.Size == 0 ? new FileSection(header.Data.Offset, ulong.MaxValue).ClampTo(file.Length) : header.Data.ClampTo(file.Length);
        if (!header.IsPipe)
        {
            ReadAttributes(header);
            CheckData(header);
            ReadFeatures(header);
        }

        if ((header.IsPipe || header.HasFeature((int)Feature.Compressed)) && RecordDecompressor.Decompress(file, Data, diagnostics) is { } expanded)
        {
            Records = expanded;
            Data = new FileSection(0, (ulong)expanded.Length);
        }
    }

    /// <summary>The sampled events, in the order in which perf opened them.</summary>
    public IReadOnlyList<EventAttribute> Attributes => _attributes;

    public PerfDataFeatures Features { get; } = new();

    public bool IsPipe { get; }

    public string Path => File.Path;

    internal MappedFile File { get; }

    /// <summary>What holds the records: the file itself, or its decompressed records.</summary>
    internal MappedFile Records { get; }

    internal DiagnosticBag Diagnostics { get; }

    /// <summary>Where the records are in <see cref="Records"/>.</summary>
    internal FileSection Data { get; }

    /// <summary>The first bytes of a file are those of a perf.data, readable here or not.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> head) => PerfDataHeader.HasMagic(head);

    /// <param name="diagnostics">Receives what is corrupt.</param>
    /// <exception cref="InputException">The file cannot be read, or is not a perf.data of this byte order.</exception>
    public static PerfDataFile Open(string path, DiagnosticBag diagnostics) => Open(MappedFile.Open(path), diagnostics);

    /// <summary>Takes the file over and closes it in the end, also when it is refused.</summary>
    public static PerfDataFile Open(MappedFile file, DiagnosticBag diagnostics)
    {
        try
        {
            return new PerfDataFile(file, PerfDataHeader.Read(file), diagnostics);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The records, samples and others, in the order of time. One reader at a time, except of what is no pipe's.</summary>
    public PerfRecordReader ReadRecords() => new(this, summarize: false, readAhead: false);

    /// <summary>As <see cref="ReadRecords"/>, with a summary of every sample.</summary>
    /// <param name="threads">With more than one, another thread scans the file ahead of this one.</param>
    public PerfRecordReader ReadSummaries(int threads) => new(this, summarize: true, readAhead: threads > 1 && Data.Size >= MinReadAheadSize);

    public void Dispose()
    {
        File.Dispose();
        if (!ReferenceEquals(File, Records))
        {
            Records.Dispose();
        }
    }

    /// <summary>The event an id belongs to, or -1.</summary>
    internal int FindEvent(ulong id) => _eventIndexes.GetValueOrDefault(id, -1);

    internal void ReportCorrupt(long offset, int size, string problem) =>
        Diagnostics.Warn(DiagnosticCodes.CorruptRecord,
            string.Create(CultureInfo.InvariantCulture,
                $"'{Path}': {problem} at offset {offset} (size {size}), "
                    + $"{Math.Max(0, (long)(Data.Offset + Data.Size) - offset)} bytes before the end of the data"),
            null, Path);

    internal void AddAttribute(EventAttribute attribute)
    {
        foreach (var id in attribute.Ids)
        {
            _eventIndexes.TryAdd(id, _attributes.Count);
        }

        _attributes.Add(attribute);
    }

    internal void RenameEvent(ulong id, string name)
    {
        if (_eventIndexes.TryGetValue(id, out var index))
        {
            _attributes[index] = _attributes[index] with { Name = name };
        }
    }

    internal void ApplyEventNames()
    {
        foreach (var (id, name) in Features.EventNames)
        {
            RenameEvent(id, name);
        }
    }

    private void ReadAttributes(PerfDataHeader header)
    {
        var section = header.Attributes.ClampTo(File.Length);
        const int idsSection = 16;
        if (header.AttributeSize is < EventAttribute.MinSize + idsSection or > 4096)
        {
            throw new InputException(DiagnosticCodes.CorruptHeader,
                string.Create(CultureInfo.InvariantCulture, $"'{Path}' has an invalid event attribute size of {header.AttributeSize} bytes"),
                "The file is corrupt; record again.", Path);
        }

        for (ulong at = 0; at + header.AttributeSize <= section.Size; at += header.AttributeSize)
        {
            var bytes = File.Slice((long)(section.Offset + at), (int)header.AttributeSize);
            var reader = new SpanReader(bytes[^idsSection..]);
            if (EventAttribute.Parse(bytes[..^idsSection]) is { } attribute)
            {
                AddAttribute(attribute with { Ids = ReadIds(new FileSection(reader.ReadUInt64(), reader.ReadUInt64()).ClampTo(File.Length)) });
            }
        }

        if (_attributes.Count == 0)
        {
            throw new InputException(DiagnosticCodes.CorruptHeader,
                string.Create(CultureInfo.InvariantCulture,
                    $"'{Path}' describes no event: "
                        + $"its attribute section has {section.Size} of {header.Attributes.Size} bytes at offset {header.Attributes.Offset}"),
                "The file is corrupt or truncated; record again.", Path);
        }
    }

    private ulong[] ReadIds(FileSection section)
    {
        var reader = new SpanReader(File.Slice((long)section.Offset, (int)Math.Min(section.Size, 1 << 24)));
        var ids = new ulong[reader.Length / 8];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = reader.ReadUInt64();
        }

        return ids;
    }

    private void CheckData(PerfDataHeader header)
    {
        if (header.Data.Size == 0)
        {
            Diagnostics.Warn(DiagnosticCodes.TruncatedInput,
                $"'{Path}' is incomplete: its header has no data size, so it is read to the end of the file",
                "perf was killed before it could finish the file; stop it with Ctrl-C (SIGINT).", Path);
        }
        else if (header.Data.Offset > (ulong)File.Length || header.Data.Size > (ulong)File.Length - header.Data.Offset)
        {
            Diagnostics.Warn(DiagnosticCodes.TruncatedInput,
                string.Create(CultureInfo.InvariantCulture,
                    $"'{Path}' is truncated: it has {File.Length} bytes, "
                        + $"but its data should end at {(UInt128)header.Data.Offset + header.Data.Size}"),
                "The available part is read; copy the file again to get the rest.", Path);
        }
    }

    // After the data comes one {offset, size} for every set feature bit, in the order of the bits.
    private void ReadFeatures(PerfDataHeader header)
    {
        if (header.Data.Size == 0 || header.Data.Offset > ulong.MaxValue - header.Data.Size)
        {
            return;
        }

        var table = new FileSection(header.Data.Offset + header.Data.Size, 128 * 16).ClampTo(File.Length);
        var reader = new SpanReader(File.Slice((long)table.Offset, (int)table.Size));
        for (var bit = 0; bit < 128; bit++)
        {
            if (!header.HasFeature(bit))
            {
                continue;
            }

            var section = new FileSection(reader.ReadUInt64(), reader.ReadUInt64());
            if (reader.Failed || section.ClampTo(File.Length) != section || section.Size > int.MaxValue)
            {
                Diagnostics.Warn(DiagnosticCodes.TruncatedInput,
                    string.Create(CultureInfo.InvariantCulture, $"'{Path}': feature section {bit} is outside the file"), null, Path);
                if (reader.Failed)
                {
                    return;
                }
            }
            else if (!Features.Read((Feature)bit, File.Slice((long)section.Offset, (int)section.Size)))
            {
                Diagnostics.Warn(DiagnosticCodes.CorruptRecord,
                    string.Create(CultureInfo.InvariantCulture, $"'{Path}': feature section {bit} at offset {section.Offset} is truncated"),
                    null, Path);
            }
        }

        ApplyEventNames();
    }
}
