using System.Globalization;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Servers;

/// <summary>
/// Who listens on a TCP port, as the kernel's tables say: a connection alone would not show whether a server accepted it or
/// another process that had the port before.
/// </summary>
internal static class ListeningSockets
{
    private const string ListenState = "0A";
    private const string LinkPrefix = "socket:[";

    /// <summary>The sockets that listen on the port, by their inodes.</summary>
    /// <param name="process">A process in whose network namespace they are.</param>
    public static HashSet<long> Find(int port, int process)
    {
        var inodes = new HashSet<long>();
        foreach (var table in (string[])["tcp", "tcp6"])
        {
            var text = ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/net/{table}")) ?? "";
            inodes.UnionWith(Parse(text, port));
        }

        return inodes;
    }

    /// <summary>Names the network that the process sees; empty if we may not look.</summary>
    public static string GetNetworkNamespace(int process)
    {
        try
        {
            return new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/ns/net")).LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Whether the process has one of the sockets; null if we may not look.</summary>
    public static bool? Owns(int process, IReadOnlySet<long> inodes)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd"))
                .Any(path => ParseLink(new FileInfo(path).LinkTarget) is { } inode && inodes.Contains(inode));
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException)
        {
            // It has ended.
            return false;
        }
    }

    // "  0: 0100007F:2BCB 00000000:0000 0A 00000000:00000000 00:00000000 00000000  65534  0 12345 1 …": the tenth is the inode.
    internal static IEnumerable<long> Parse(string table, int port)
    {
        var ending = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        foreach (var line in table.Split('\n'))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var local, _, ListenState, _, _, _, _, _, var text, ..]
                && local.EndsWith(ending, StringComparison.Ordinal)
                && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
            {
                yield return inode;
            }
        }
    }

    private static long? ParseLink(string? target) =>
        target is not null && target.StartsWith(LinkPrefix, StringComparison.Ordinal)
            && long.TryParse(target.AsSpan(LinkPrefix.Length).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            ? inode
            : null;
}
