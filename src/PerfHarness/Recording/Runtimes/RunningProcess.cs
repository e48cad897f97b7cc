using System.Globalization;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Recording.Runtimes;

/// <summary>A running process seen from outside: which runtime it has, and where that listens and writes.</summary>
internal sealed class RunningProcess
{
    private readonly string _proc;

    private RunningProcess(LiveProcess process)
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
    public static RunningProcess? TryOpen(int pid) =>
        LiveProcess.TryRead(pid) is { } live && LiveProcess.TryReadStartTicks(pid) is { } start
            ? new RunningProcess(live) { StartTicks = start }
            : null;

    /// <summary>All processes that we may look at and that have a diagnostic port.</summary>
    public static IReadOnlyList<RunningProcess> FindAllWithPort() => FindAll(process => process.HasDiagnosticPort());

    /// <summary>All processes but ours that we may look at.</summary>
    public static IReadOnlyList<RunningProcess> FindAll(Predicate<RunningProcess> isWanted)
    {
        var found = new List<RunningProcess>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId && TryOpen(pid) is { } process && isWanted(process))
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
    public bool? HasRuntime() => Maps("libcoreclr.so", "/memfd:doublemapper");

    /// <summary>It is a Java virtual machine that can list its code: HotSpot, not OpenJ9.</summary>
    public bool HasHotSpot() => Maps("/libjvm.so") is true && Maps("/libj9vm") is false;

    /// <summary>It is Node.</summary>
    public bool HasNode()
    {
        try
        {
            return Path.GetFileName(new FileInfo(_proc + "/exe").LinkTarget) is "node" or "nodejs";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
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

    private bool? Maps(params string[] names)
    {
        try
        {
            return File.ReadLines(_proc + "/maps").Any(line => Array.Exists(names, name => line.Contains(name, StringComparison.Ordinal)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
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
