using PerfHarness.TestHosts;

namespace PerfHarness.Tests.TestHosts;

public sealed class TestHostCommandTests
{
    [Fact]
    public void The_command_has_no_path_of_this_machine()
    {
        var command = TestHostCommand.Create("/home/somebody/Acme Tests/bin/Release/net10.0/Acme.Tests.dll", "/home/somebody/Acme Tests");
        Assert.Equal("dotnet exec bin/Release/net10.0/Acme.Tests.dll", command.ToString());
        Assert.Equal("/home/somebody/Acme Tests/bin/Release/net10.0/Acme.Tests.dll", TestHostCommand.GetAssembly(command));
        Assert.True(Path.IsPathRooted(TestHostCommand.Resolve(command).Program));
    }

    [Fact]
    public void The_same_command_elsewhere_starts_the_assembly_there()
    {
        var command = TestHostCommand.Create("/a/bin/Acme.Tests.dll", "/a") with { WorkingDirectory = "/b" };
        Assert.Equal("/b/bin/Acme.Tests.dll", TestHostCommand.GetAssembly(command));
    }
}
