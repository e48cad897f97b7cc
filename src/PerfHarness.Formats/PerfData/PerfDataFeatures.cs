using System.Text;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>What the feature sections say about the recording. Absent or damaged ones leave their default.</summary>
public sealed class PerfDataFeatures
{
    private const ushort HasBuildIdSize = 1 << 15;
    private readonly Dictionary<string, BuildId> _buildIds = [];
    private readonly Dictionary<ulong, string> _eventNames = [];

    public string? HostName { get; private set; }

    public string? OsRelease { get; private set; }

    public string? PerfVersion { get; private set; }

    /// <summary>uname's machine, such as x86_64.</summary>
    public string? Architecture { get; private set; }

    /// <summary>CPUs that were online.</summary>
    public int? CpusOnline { get; private set; }

    public string? CpuDescription { get; private set; }

    public IReadOnlyList<string> CommandLine { get; private set; } = [];

    /// <summary>Build ids by path as the mmap records spell it.</summary>
    public IReadOnlyDictionary<string, BuildId> BuildIds => _buildIds;

    /// <summary>perf's names of events by event id.</summary>
    internal IReadOnlyDictionary<ulong, string> EventNames => _eventNames;

    /// <summary>Reads one section; false when it ended early.</summary>
    internal bool Read(Feature feature, ReadOnlySpan<byte> section)
    {
        var reader = new SpanReader(section);
        switch (feature)
        {
            case Feature.HostName:
                HostName = Text(ref reader);
                break;
            case Feature.OsRelease:
                OsRelease = Text(ref reader);
                break;
            case Feature.Version:
                PerfVersion = Text(ref reader);
                break;
            case Feature.Architecture:
                Architecture = Text(ref reader);
                break;
            case Feature.CpuDescription:
                CpuDescription = Text(ref reader);
                break;
            case Feature.CpuCount:
                var online = reader.U32();
                CpusOnline = reader.Failed ? null : (int)Math.Min(online, int.MaxValue);
                break;
            case Feature.CommandLine:
                ReadCommandLine(ref reader);
                break;
            case Feature.EventDescriptions:
                ReadEventDescriptions(ref reader);
                break;
            case Feature.BuildIds:
                ReadBuildIds(ref reader);
                break;
        }

        return !reader.Failed;
    }

    internal void AddBuildId(ReadOnlySpan<byte> body, ushort misc)
    {
        var reader = new SpanReader(body);
        reader.U32(); // pid: -1 host, else guest
        var id = reader.Bytes(20);
        var size = (misc & HasBuildIdSize) != 0 ? Math.Min((int)reader.U8(), 20) : 20;
        reader.Skip((misc & HasBuildIdSize) != 0 ? 3 : 4);
        if (!reader.Failed)
        {
            var path = Encoding.UTF8.GetString(TrimNul(reader.Rest));
            if (BuildId.From(id[..size]) is { } known)
            {
                _buildIds[path] = known;
            }
        }
    }

    // Strings are a 32-bit length and that many bytes, NUL padded.
    private static string? Text(ref SpanReader reader)
    {
        var bytes = reader.Bytes(reader.U32());
        return reader.Failed ? null : Encoding.UTF8.GetString(TrimNul(bytes));
    }

    private static ReadOnlySpan<byte> TrimNul(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }

    private void ReadCommandLine(ref SpanReader reader)
    {
        var arguments = new List<string>();
        for (var left = reader.U32(); left > 0 && !reader.Failed; left--)
        {
            if (Text(ref reader) is { } argument)
            {
                arguments.Add(argument);
            }
        }

        CommandLine = arguments;
    }

    private void ReadEventDescriptions(ref SpanReader reader)
    {
        var events = reader.U32();
        var attributeSize = reader.U32();
        for (; events > 0 && !reader.Failed; events--)
        {
            reader.Skip(attributeSize);
            var ids = reader.U32();
            var name = Text(ref reader);
            for (; ids > 0 && !reader.Failed; ids--)
            {
                var id = reader.U64();
                if (name is not null && !reader.Failed)
                {
                    _eventNames[id] = name;
                }
            }
        }
    }

    // Records of their own: header, pid, id in 24 bytes, path.
    private void ReadBuildIds(ref SpanReader reader)
    {
        while (reader.Remaining >= 8 && !reader.Failed)
        {
            reader.U32();
            var misc = reader.U16();
            var size = reader.U16();
            if (size < 8)
            {
                return;
            }

            AddBuildId(reader.Bytes(size - 8), misc);
        }
    }
}
