using System.Net;
using System.Net.Sockets;
using PerfHarness.Processes;
using PerfHarness.Recording.Servers;

namespace PerfHarness.Tests.Recording.Servers;

public sealed class ListeningSocketsTests
{
    [Fact]
    public void Only_sockets_that_listen_on_the_port_are_taken_from_the_kernels_table()
    {
        const string Table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:2BCB 00000000:0000 0A 00000000:00000000 00:00000000 00000000 65534        0 4711 1 0000000000000000 100 0 0 10 0
               1: 0100007F:2BCB 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 20 4 30 10 -1
               2: 00000000:BCB2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0
               3: 00000000000000000000000001000000:2BCB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4714 1 0
               4: broken
            """;
        Assert.Equal([4711, 4714], ListeningSockets.Parse(Table, 11211));
        Assert.Empty(ListeningSockets.Parse(Table, 11212));
    }

    [Fact]
    public void A_port_of_this_process_is_its_own_and_nobody_elses()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var inodes = ListeningSockets.Find(port, Environment.ProcessId);
        Assert.Single(inodes);
        Assert.True(ListeningSockets.Owns(Environment.ProcessId, inodes));

        using var other = Command.Create("sleep").WithArguments(["60"]).Start();
        Assert.False(ListeningSockets.Owns(other.Pid, inodes));
        Assert.True(new PortCheck(port, new ProcessTree(Environment.ProcessId, null)).Check());
        var check = new PortCheck(port, other.Tree);
        Assert.False(check.Check());
        Assert.True(check.IsTaken);
        Assert.Contains($"port {port} is in use by", check.Obstacle, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", check.Obstacle, StringComparison.Ordinal);

        listener.Stop();
        Assert.False(check.Check());
        Assert.Equal($"nothing listens on port {port}", check.Obstacle);
    }
}
