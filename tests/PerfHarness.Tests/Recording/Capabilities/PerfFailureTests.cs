using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Tests.Recording.Capabilities;

/// <summary>Messages are perf's own, recorded at every level of <c>perf_event_paranoid</c>.</summary>
public sealed class PerfFailureTests
{
    private const string Refused = """
        Error:
        Access to performance monitoring and observability operations is limited.
        Consider adjusting /proc/sys/kernel/perf_event_paranoid setting to open
        access to performance monitoring and observability operations for processes
        without CAP_PERFMON, CAP_SYS_PTRACE or CAP_SYS_ADMIN Linux capability.
        More information can be found at 'Perf events and tool security' document:
        https://www.kernel.org/doc/html/latest/admin-guide/perf-security.html
        perf_event_paranoid setting is 2:
          -1: Allow use of (almost) all events by all users
              Ignore mlock limit after perf_event_mlock_kb without CAP_IPC_LOCK
        >= 0: Disallow raw and ftrace function tracepoint access
        >= 1: Disallow CPU event access
        >= 2: Disallow kernel profiling
        """;

    [Theory]
    [InlineData(Refused, 3002)]
    [InlineData("Error:\nNo permission to enable sched:sched_switchu event.", 3002)]
    [InlineData("Permission error mapping pages.\nConsider increasing /proc/sys/kernel/perf_event_mlock_kb,\nor try again with a smaller value of -m/--mmap_pages.", 3008)]
    [InlineData("event syntax error: 'x:y'\n \\___ can't access trace events\n\nError:\tNo permissions to read /sys/kernel/tracing/events/x/y", 3012)]
    [InlineData("event syntax error: 'x:y'\n \\___ unknown tracepoint\n\nError:\tUnable to find debugfs/tracefs", 3012)]
    [InlineData("event syntax error: 'x:y'\n \\___ unknown tracepoint\n\nError:\tFile /sys/kernel/tracing/events/x/y not found.", 3006)]
    [InlineData("Error:\nThe instructions:u event is not supported.", 3006)]
    [InlineData("Error:\nInvalid event (msr/tsc/) in per-thread mode, enable system wide with '-a'.", 3006)]
    [InlineData("Error:\nToo many events are opened.\nProbably the maximum number of open file descriptors has been reached.", 3007)]
    public void Each_message_of_perf_is_known_by_its_reason(string log, int code) => Assert.Equal(code, PerfFailure.Classify(log).Code.Number);

    [Fact]
    public void What_perf_explains_at_length_is_left_out()
    {
        var shown = PerfFailure.Shorten(Refused);
        Assert.StartsWith("Error: Access to performance monitoring", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("mlock", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", true, "cpu-clock", "kernel.perf_event_paranoid=0")]
    [InlineData("1", true, "cpu-clock", "kernel.perf_event_paranoid=0")]
    [InlineData("4", false, "cpu-clock", "kernel.perf_event_paranoid=1")]
    [InlineData("0", false, "cpu-clock,sched:sched_switch", "kernel.perf_event_paranoid=-1")]
    [InlineData("2", false, "cpu-clock:k", "kernel.perf_event_paranoid=1")]
    public void The_remedy_is_the_level_that_the_request_needs(string level, bool systemWide, string events, string remedy)
    {
        using var host = CreateHost(level);
        Assert.Contains(remedy, Explain(host, new PerfRequest { SystemWide = systemWide, Events = events }), StringComparison.Ordinal);
    }

    [Fact]
    public void No_level_opens_another_users_process()
    {
        using var host = CreateHost("-1").With("/proc/4711/status", "Name:\tnginx\nUid:\t33\t33\t33\t33\n");
        var (code, remedy) = Refusal.Explain(new PerfRequest { Pids = [4711] }, new ProfilingRights(host.View));
        Assert.Equal(DiagnosticCodes.AttachFailed, code);
        Assert.Contains("belongs to user 33", remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("sysctl", remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/.dockerenv", "", "Docker container forbids perf_event_open")]
    [InlineData("/sys/kernel/security/lockdown", "none integrity [confidentiality]", "locked down")]
    public void What_the_level_allows_something_else_forbids(string path, string text, string said)
    {
        using var host = CreateHost("-1").With(path, text);
        Assert.Contains(said, Explain(host, new PerfRequest { SystemWide = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_seccomp_filter_is_named()
    {
        using var host = CreateHost("2", "CapEff:\t000001ffffffffff\nSeccomp:\t2\n");
        Assert.Contains("seccomp filter", Explain(host, new PerfRequest()), StringComparison.Ordinal);
    }

    // All capabilities of a rootless container are those of its user namespace, which the kernel does not ask.
    [Fact]
    public void Capabilities_of_a_user_namespace_do_not_count()
    {
        using var host = CreateHost("2", "CapEff:\t000001ffffffffff\n").With("/proc/self/uid_map", "         0       1000          1\n");
        Assert.False(new ProfilingRights(host.View).IsPrivileged);
        Assert.True(new ProfilingRights(host.With("/proc/self/uid_map", "         0          0 4294967295\n").View).IsPrivileged);
    }

    private static FakeHost CreateHost(string level, string status = "CapEff:\t0000000000000000\n") => new FakeHost()
        .With("/proc/sys/kernel/perf_event_paranoid", level + "\n").With("/proc/self/status", "Uid:\t1000\t1000\t1000\t1000\n" + status);

    private static string Explain(FakeHost host, PerfRequest request) => Refusal.Explain(request, new ProfilingRights(host.View)).Remedy;
}
