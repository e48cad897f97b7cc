using PerfHarness.Processes;

namespace PerfHarness.Recording.Capabilities;

/// <summary>tracefs, where the kernel lists tracepoints and takes probes. perf mounts it when root records a tracepoint, and so do we.</summary>
internal sealed class TraceFileSystem(HostEnvironment host)
{
    private const string StandardPath = "/sys/kernel/tracing";
    private const string OlderPath = "/sys/kernel/debug/tracing";

    public enum Access
    {
        Ok,

        /// <summary>The kernel has no such file system.</summary>
        Missing,

        NotMounted,

        /// <summary>This user may not enter it, or not read what describes an event.</summary>
        Forbidden,
    }

    public ProfilingRights Rights { get; } = new(host);

    /// <summary>Where it is mounted, as we see it; null if it is not.</summary>
    public string? Path => MountPoint is { } found ? System.IO.Path.Combine(host.Root, found.TrimStart('/')) : null;

    private string? MountPoint
    {
        get
        {
            var mounted = (host.ReadText("/proc/self/mounts") ?? "").Split('\n').Select(line => line.Split(' '))
                .Where(fields => fields.Length > 2 && fields[2] == "tracefs").Select(fields => fields[1]).ToList();
            return mounted.Contains(StandardPath) ? StandardPath : mounted.Contains(OlderPath) ? OlderPath : mounted.FirstOrDefault();
        }
    }

    public Access GetAccess()
    {
        if (Path is not { } path)
        {
            var known = host.ReadText("/proc/filesystems");
            return known is not null && !known.Contains("tracefs", StringComparison.Ordinal) ? Access.Missing : Access.NotMounted;
        }

        // Its folder may be open to all while the files in it are not: what mode=755 alone makes of it since Linux 5.16.
        return CanRead("events/sched/sched_switch/id") || CanRead("available_events") ? Access.Ok : Access.Forbidden;
    }

    /// <summary>The text of one of its files, or null.</summary>
    public string? Read(string file) => Path is { } path ? ProcFile.Read(System.IO.Path.Combine(path, file)) : null;

    public bool CanRead(string file) => Read(file) is { Length: > 0 };

    /// <summary>Whether the file is there and we may write to it.</summary>
    public bool CanWrite(string file)
    {
        if (Path is not { } path)
        {
            return false;
        }

        try
        {
            // Neither created nor truncated: that would remove everybody's probes.
            using var opened = File.OpenHandle(System.IO.Path.Combine(path, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public bool HasFile(string file) => Path is { } path && File.Exists(System.IO.Path.Combine(path, file));

    /// <summary>The kernel has uprobes, or kprobes: everybody sees the device, and only root the file.</summary>
    public bool HasProbes(bool ofKernel)
    {
        var kind = ofKernel ? "kprobe" : "uprobe";
        return GetAccess() != Access.Missing && (HasFile(kind + "_events") || host.Exists("/sys/bus/event_source/devices/" + kind));
    }

    /// <summary>What makes it readable; null where nothing does.</summary>
    public string? GetRemedy() => GetAccess() switch
    {
        // The group is needed since Linux 5.16, which takes the rights of others from all files.
        Access.NotMounted => $"sudo mount -t tracefs {(Rights.IsRoot ? "" : "-o mode=755,gid=$(id -g) ")}tracefs {StandardPath}",
        Access.Forbidden when Rights.IsLockedDown => "boot without lockdown=confidentiality",
        Access.Forbidden => $"sudo mount -o remount,mode=755,gid=$(id -g) {MountPoint}",
        _ => null,
    };

    /// <summary>One sentence for a message: why its events cannot be read. Null if they can.</summary>
    public string? GetProblem() => GetAccess() switch
    {
        Access.Missing => "this kernel has no tracefs (CONFIG_TRACING)",
        Access.NotMounted => "tracefs is not mounted",
        Access.Forbidden when Rights.IsLockedDown => "the kernel is locked down, which closes tracefs",
        Access.Forbidden => $"tracefs ({MountPoint}) is not readable by this user",
        _ => null,
    };

    /// <summary>Mounts it as perf does, if we are root and it is not there.</summary>
    public async Task EnsureMountedAsync(CancellationToken cancellation)
    {
        if (GetAccess() == Access.NotMounted && Rights.IsRoot && host.Root == "/")
        {
            await Command.Create("mount").WithArguments(["-t", "tracefs", "tracefs", StandardPath]).WithExitCodeCheck(false)
                .ExecuteBufferedAsync(cancellation).ConfigureAwait(false);
        }
    }
}
