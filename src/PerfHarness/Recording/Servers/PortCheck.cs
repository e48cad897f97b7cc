using System.Globalization;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Servers;

/// <summary>Whether a process of the server listens on a port. Create it before the server runs.</summary>
internal sealed class PortCheck(int port, ProcessTree server)
{
    private readonly HashSet<long> _before = ListeningSockets.Find(port, Environment.ProcessId);
    private string? _other;

    /// <summary>Why it is not ready, as half a sentence.</summary>
    public string Obstacle => _other is null
        ? string.Create(CultureInfo.InvariantCulture, $"nothing listens on port {port}")
        : string.Create(CultureInfo.InvariantCulture, $"port {port} is in use by {_other}, which the command did not start");

    /// <summary>Another process has the port.</summary>
    public bool IsTaken => _other is not null;

    public bool Check()
    {
        var isHidden = false;
        var tables = new Dictionary<string, HashSet<long>>(StringComparer.Ordinal);
        foreach (var process in server.Find().FindAll(entry => !entry.HasEnded))
        {
            var space = ListeningSockets.GetNetworkNamespace(process.Pid);
            if (!tables.TryGetValue(space, out var listening))
            {
                tables[space] = listening = ListeningSockets.Find(port, process.Pid);
            }

            var owns = listening.Count == 0 ? false : ListeningSockets.Owns(process.Pid, listening);
            if (owns is true)
            {
                return true;
            }

            // Of a process under another user only the kernel's table is seen: what is new in it is taken for the server's.
            isHidden |= owns is null && !_before.IsSupersetOf(listening);
        }

        FindOther();
        return isHidden;
    }

    /// <summary>Looks for a process that has the port, the server's own not among them.</summary>
    public void FindOther()
    {
        var listening = ListeningSockets.Find(port, Environment.ProcessId);
        _other = null;
        if (listening.Count > 0)
        {
            var owner = ProcessEntry.ReadAll().Find(entry => ListeningSockets.Owns(entry.Pid, listening) is true);
            _other = owner is null ? "another process"
                : string.Create(CultureInfo.InvariantCulture, $"{owner.Name} (process {owner.Pid})");
        }
    }
}
