using System.Globalization;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Recording.Runtimes;

/// <summary>A running process seen from outside: whether it has a .NET runtime, and where that listens and writes.</summary>
internal sealed class DotNetProcess
{
    private readonly string _proc;

    private DotNetProcess(LiveProcess process)
    {
        Process = process;
        _proc = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Pid}");
        Root = SharesFileSystem() ? "" : process.RootPath;
    }

    public LiveProcess Process { get; }

    /// <summary>Prefix of a path in the process's file system, as we see it: empty if it has the same as we.</summary>
    public string Root { get; }

    /// <summary>When it was started, in clock ticks since boot: together with the id it is unique.</summary>
    public ulong StartTicks { get; private init; }

    /// <summary>Null if no such process is running.</summary>
    public static DotNetProcess? TryOpen(int pid) =>
        LiveProcess.TryRead(pid) is { } live && LiveProcess.TryReadStartTicks(pid) is { } start
            ? new DotNetProcess(live) { StartTicks = start }
            : null;

    /// <summary>All processes that we may look at and that have a diagnostic port.</summary>
    public static IReadOnlyList<DotNetProcess> FindAll()
    {
        var found = new List<DotNetProcess>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId && TryOpen(pid) is { } process && process.HasDiagnosticPort())
            {
                found.Add(process);
            }
        }

        return found;
    }

    /// <summary>The same process is still running.</summary>
    public bool IsRunning() => LiveProcess.TryReadStartTicks(Process.Pid) == StartTicks;

    /// <summary>The runtime's diagnostic socket is there. Its name contains id and start time, so that it cannot be another process's.</summary>
    public bool HasDiagnosticPort() => File.Exists(Path.Combine(
        Root + GetTemporaryFolder(), string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{Process.NamespacePid}-{StartTicks}-socket")));

    /// <summary>Code of a .NET runtime is mapped; null if we may not look.</summary>
    public bool? HasRuntime()
    {
        try
        {
            return File.ReadLines(_proc + "/maps").Any(line =>
                line.Contains("libcoreclr.so", StringComparison.Ordinal) || line.Contains("/memfd:doublemapper", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public string ReadCommandName()
    {
        try
        {
            return File.ReadAllText(_proc + "/comm").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "?";
        }
    }

    // The same mount namespace and no chroot: then paths mean the same and outlive the process.
    private bool SharesFileSystem()
    {
        try
        {
            return new FileInfo(_proc + "/root").LinkTarget is "/"
                && new FileInfo(_proc + "/ns/mnt").LinkTarget is { } mounts && mounts == new FileInfo("/proc/self/ns/mnt").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Assumed of a process that we may not look into.
            return true;
        }
    }

    private string GetTemporaryFolder()
    {
        try
        {
            var variables = File.ReadAllText(_proc + "/environ").Split('\0');
            return variables.FirstOrDefault(v => v.StartsWith("TMPDIR=/", StringComparison.Ordinal)) is { } own ? own["TMPDIR=".Length..] : "/tmp";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "/tmp";
        }
    }
}
