using System.Net;
using System.Net.Sockets;

namespace PerfHarness.Packages.Tests.Cli;

/// <summary>A server under a load.</summary>
public sealed class LoadTests
{
    private readonly int _port = FindFreePort();

    [Fact]
    public void Runs_of_a_server_are_judged_like_those_of_any_command()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/memcslap"), "memcslap is not installed");
        using var tool = new CommandLineTool();
        File.WriteAllText(tool.GetWorkPath("perfharness.json"), $$"""
            { "benches": [ { "name": "cache", "command": ["memcached", "-u", "nobody", "-l", "127.0.0.1", "-p", "{{_port}}"], "runs": 2, "quietTarget": true,
              "load": "memcslap -s 127.0.0.1:{{_port}} --execute-number=20000", "ready": { "port": {{_port}} }, "stopSignal": "INT" } ] }
            """);
        var result = tool.Run("run", "--accept-baseline", "--force").Expect(0);
        Assert.Contains("under load by memcslap", result.Output, StringComparison.Ordinal);
        Assert.Contains("Accepted as the baseline of cache: 2 runs", result.Output, StringComparison.Ordinal);
        Assert.Contains("load            memcslap", tool.Run("baseline", "show", "cache").Expect(0).Output, StringComparison.Ordinal);
        Assert.Empty(tool.Leftovers);
    }

    [Fact]
    public void A_load_that_fails_is_a_failed_benchmark()
    {
        using var tool = new CommandLineTool();
        var result = tool.Run("run", "--warmups", "0", "--runs", "1", "--load", "sh -c 'echo refused; exit 4'", "--ready-text", "up", "--", "sh", "-c", "echo up; exec sleep 60").Expect(5);
        Assert.Contains("error PH5007", result.Error, StringComparison.Ordinal);
        Assert.Contains("failed with exit code 4. Its last output: refused", result.Error, StringComparison.Ordinal);
        Assert.Empty(tool.Leftovers);
    }

    [Fact]
    public void Ctrl_C_under_the_load_keeps_the_recording()
    {
        using var tool = new CommandLineTool();
        var begun = tool.GetWorkPath("begun");
        using var record = tool.Start(null, "record", "-o", "server.data", "--load", "sh -c 'touch begun; exec sleep 60'", "--ready-text", "up", "--", "sh", "-c", "echo up; exec sleep 60");
        while (!File.Exists(begun))
        {
            Thread.Sleep(10);
        }

        CommandLineTool.Interrupt(record);
        CommandLineTool.Finish(record).Expect(0);
        Assert.True(File.Exists(tool.GetWorkPath("server.data")));
        Assert.Empty(tool.Leftovers);
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
