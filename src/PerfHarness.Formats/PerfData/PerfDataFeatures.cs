using System.Text;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>What the feature sections say about the recording. Absent or corrupt ones leave their default.</summary>
internal sealed class PerfDataFeatures
{
    private const ushort BuildIdSizeFlag = 1 << 15;
    private readonly Dictionary<string, BuildId> _buildIds = [];
    private readonly Dictionary<ulong, string> _eventNames = [];
    private (ulong WallClock, ulong Time)? _clockReference;

    public string? HostName { get; private set; }

    public string? OsRelease { get; private set; }

    public string? PerfVersion { get; private set; }

    /// <summary>uname's machine, such as x86_64.</summary>
    public string? Architecture { get; private set; }

    /// <summary>CPUs that were online.</summary>
    public int? CpusOnline { get; private set; }

    public string? CpuDescription { get; private set; }

    public IReadOnlyList<string> CommandLine { get; private set; } = [];

    /// <summary>Build ids by path, as in the mmap records.</summary>
    public IReadOnlyDictionary<string, BuildId> BuildIds => _buildIds;

    /// <summary>perf's event names by event id.</summary>
    internal IReadOnlyDictionary<ulong, string> EventNames => _eventNames;

    /// <summary>A time of the recording's clock as wall-clock time; null where perf did not record how the two relate (<c>-k</c>).</summary>
    public DateTimeOffset? ToWallClock(ulong time)
    {
        if (_clockReference is not { } reference || time == 0)
        {
            return null;
        }

        var ticks = (Int128)reference.WallClock / 100 + (((Int128)time - reference.Time) / 100);
        return ticks >= 0 && ticks <= (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks
            ? DateTimeOffset.UnixEpoch.AddTicks((long)ticks)
            : null;
    }

    /// <summary>Reads one section; false when it is truncated.</summary>
    internal bool Read(Feature feature, ReadOnlySpan<byte> section)
    {
        var reader = new SpanReader(section);
        switch (feature)
        {
            case Feature.HostName:
                HostName = ReadString(ref reader);
                break;
            case Feature.OsRelease:
                OsRelease = ReadString(ref reader);
                break;
            case Feature.Version:
                PerfVersion = ReadString(ref reader);
                break;
            case Feature.Architecture:
                Architecture = ReadString(ref reader);
                break;
            case Feature.CpuDescription:
                CpuDescription = ReadString(ref reader);
                break;
            case Feature.CpuCount:
                var online = reader.ReadUInt32();
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
            case Feature.ClockData:
                ReadClockData(ref reader);
                break;
        }

        return !reader.Failed;
    }

    internal void AddBuildId(ReadOnlySpan<byte> body, ushort misc)
    {
        var reader = new SpanReader(body);
        reader.ReadUInt32(); // pid: -1 host, else guest
        var id = reader.ReadBytes(20);
        var size = (misc & BuildIdSizeFlag) != 0 ? Math.Min((int)reader.ReadByte(), 20) : 20;
        reader.Skip((misc & BuildIdSizeFlag) != 0 ? 3 : 4);
        if (!reader.Failed)
        {
            var path = Encoding.UTF8.GetString(TrimNul(reader.Unread));
            if (BuildId.From(id[..size]) is { } known)
            {
                _buildIds[path] = known;
            }
        }
    }

    // Strings are a 32-bit length and that many bytes, NUL padded.
    private static string? ReadString(ref SpanReader reader)
    {
        var bytes = reader.ReadBytes(reader.ReadUInt32());
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
        for (var left = reader.ReadUInt32(); left > 0 && !reader.Failed; left--)
        {
            if (ReadString(ref reader) is { } argument)
            {
                arguments.Add(argument);
            }
        }

        CommandLine = arguments;
    }

    private void ReadEventDescriptions(ref SpanReader reader)
    {
        var events = reader.ReadUInt32();
        var attributeSize = reader.ReadUInt32();
        for (; events > 0 && !reader.Failed; events--)
        {
            reader.Skip(attributeSize);
            var ids = reader.ReadUInt32();
            var name = ReadString(ref reader);
            for (; ids > 0 && !reader.Failed; ids--)
            {
                var id = reader.ReadUInt64();
                if (name is not null && !reader.Failed)
                {
                    _eventNames[id] = name;
                }
            }
        }
    }

    // Version, clock id (u32 each), then the same moment on both clocks, in nanoseconds.
    private void ReadClockData(ref SpanReader reader)
    {
        reader.Skip(4 + 4);
        var (wallClock, time) = (reader.ReadUInt64(), reader.ReadUInt64());
        _clockReference = reader.Failed ? null : (wallClock, time);
    }

    // Records of their own: header, pid, id in 24 bytes, path.
    private void ReadBuildIds(ref SpanReader reader)
    {
        while (reader.Remaining >= 8 && !reader.Failed)
        {
            reader.ReadUInt32();
            var misc = reader.ReadUInt16();
            var size = reader.ReadUInt16();
            if (size < 8)
            {
                return;
            }

            AddBuildId(reader.ReadBytes(size - 8), misc);
        }
    }
}
