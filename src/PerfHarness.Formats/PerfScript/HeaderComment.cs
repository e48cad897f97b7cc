using System.Text;

namespace PerfHarness.Formats.PerfScript;

/// <summary>A line of <c>perf script --header</c>: <c># hostname : build-7</c>.</summary>
internal static class HeaderComment
{
    private const int MaxValue = 4096;

    public static void Read(ReadOnlySpan<byte> line, PerfScriptHeader header)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            return;
        }

        var value = line[(colon + 1)..].Trim(" \t"u8);
        value = value[..Math.Min(value.Length, MaxValue)];
        switch (line[1..colon].Trim(" \t"u8))
        {
            case var key when key.SequenceEqual("hostname"u8):
                header.HostName ??= Encoding.UTF8.GetString(value);
                break;
            case var key when key.SequenceEqual("os release"u8):
                header.OsRelease ??= Encoding.UTF8.GetString(value);
                break;
            case var key when key.SequenceEqual("perf version"u8):
                header.PerfVersion ??= Encoding.UTF8.GetString(value);
                break;
            case var key when key.SequenceEqual("arch"u8):
                header.Architecture ??= Encoding.UTF8.GetString(value);
                break;
            case var key when key.SequenceEqual("cpudesc"u8):
                header.CpuModel ??= Encoding.UTF8.GetString(value);
                break;
            case var key when key.SequenceEqual("cmdline"u8):
                header.CommandLine ??= Encoding.UTF8.GetString(value);
                break;
            // "name = cpu-clock:u, , id = { 5 }, ..."
            case var key when key.SequenceEqual("event"u8) && value.StartsWith("name = "u8)
                && header.SampleCount == 0 && header.Events.Count < PerfScriptHeader.MaxEvents:
                var name = value["name = "u8.Length..];
                header.Events.Add(Encoding.UTF8.GetString(name.IndexOf(", "u8) is >= 0 and var end ? name[..end] : name));
                break;
            case var key when key.SequenceEqual("nrcpus online"u8) && PerfScriptText.TryParseInt32(value, out var cpus):
                header.CpuCount ??= cpus;
                break;
            default:
                break;
        }
    }
}
