using System.Text;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording.Probes;

/// <summary>The kernel's list of probes, <c>uprobe_events</c> or <c>kprobe_events</c> of tracefs: one line a probe.</summary>
internal sealed class ProbeEventsFile(TraceFileSystem tracing, string name)
{
    public const string User = "uprobe_events";
    public const string Kernel = "kprobe_events";

    // EBUSY: somebody is recording it.
    private const int Busy = 16;

    public bool Exists => tracing.HasFile(name);

    public bool IsWritable => tracing.CanWrite(name);

    /// <summary>Group, name and place of each; without the right to read, none.</summary>
    public IReadOnlyList<(string Group, string Name, string Place)> ReadAll()
    {
        var found = new List<(string, string, string)>();
        foreach (var line in (tracing.Read(name) ?? "").Split('\n'))
        {
            // p:group/name place arguments
            var fields = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            var (colon, slash) = (line.IndexOf(':', StringComparison.Ordinal), line.IndexOf('/', StringComparison.Ordinal));
            if (fields.Length >= 2 && colon > 0 && slash > colon && slash < fields[0].Length)
            {
                found.Add((fields[0][(colon + 1)..slash], fields[0][(slash + 1)..], fields[1]));
            }
        }

        return found;
    }

    /// <exception cref="IOException">The kernel does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not.</exception>
    public void Write(string line)
    {
        // Never truncated, which would remove everybody's probes.
        using var file = File.OpenHandle(Path.Combine(tracing.Path ?? "/", name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, Encoding.UTF8.GetBytes(line), 0);
    }

    /// <summary>What the kernel says about the last line that it refused: <c>Invalid register name</c>. Null if it does not say.</summary>
    public string? FindError(string line)
    {
        var log = tracing.Read("error_log") ?? "";
        var command = log.LastIndexOf("Command: " + line.Trim(), StringComparison.Ordinal);
        var error = command < 0 ? -1 : log.LastIndexOf("error: ", command, StringComparison.Ordinal);
        return error < 0 ? null : log[(error + "error: ".Length)..].Split('\n')[0].Trim();
    }

    /// <returns>Null if it is gone now, else why it is not.</returns>
    public string? TryRemove(string group, string probe, TimeSpan patience)
    {
        for (var since = Environment.TickCount64; ; Thread.Sleep(20))
        {
            try
            {
                Write(ProbeDefinition.FormatRemove(group, probe));
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!ReadAll().Any(other => other.Group == group && other.Name == probe))
                {
                    return null;
                }

                if (e.HResult != Busy || Environment.TickCount64 - since > patience.TotalMilliseconds)
                {
                    return e.HResult == Busy ? "it is being recorded" : e.Message;
                }
            }
        }
    }
}
