using System.Globalization;

namespace PerfHarness.Recording;

/// <summary>
/// With the option that makes it write a perf map, Node leaves a log of its memory in its working directory as well:
/// <c>isolate-0xADDRESS-PID-v8.log</c>. Those of a recording's processes are removed, unless the command asks for a log.
/// </summary>
internal static class NodeLogs
{
    public static void Remove(RecordedRun recording, CommandTarget target)
    {
        var options = target.Arguments.Append(target.ToCommand().GetEnvironment().GetValueOrDefault("NODE_OPTIONS") ?? "");
        if (options.Any(option => option.Contains("--log", StringComparison.Ordinal) || option.Contains("--prof", StringComparison.Ordinal)))
        {
            return;
        }

        foreach (var log in new DirectoryInfo(target.WorkingDirectory ?? ".").EnumerateFiles("isolate-0x*-v8.log"))
        {
            if (log.Name.Split('-') is [_, _, var process, _]
                && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && recording.Summary.Pids.Contains(pid)
                && FileOwnership.IsOwnFile(log.FullName))
            {
                log.Delete();
            }
        }
    }
}
