using PerfHarness.Profiles;

namespace PerfHarness.Tests.Profiles;

public sealed class EventUnitTests
{
    [Theory]
    [InlineData("cpu-clock", "ns")]
    [InlineData("task-clock:u", "ns")]
    [InlineData("cpu-clock/freq=99/", "ns")]
    [InlineData("page-faults", "faults")]
    [InlineData("faults:u", "faults")]
    [InlineData("page-faults/period=1/", "faults")]
    [InlineData("context-switches", "switches")]
    [InlineData("cs", "switches")]
    [InlineData("cpu-migrations", "migrations")]
    [InlineData("syscalls:sys_enter_connect", "calls")]
    [InlineData("raw_syscalls:sys_exit", "calls")]
    [InlineData("probe_libc:malloc", "calls")]
    [InlineData("probe:do_sys_open", "calls")]
    [InlineData("sched:sched_switch", "events")]
    [InlineData("mem:0x1234:rw", "accesses")]
    [InlineData("cycles", "cycles")]
    [InlineData("cycles:upp", "cycles:upp")]
    [InlineData("cpu/event=0x3c/u", "cpu/event=0x3c/u")]
    [InlineData("", "")]
    public void An_events_name_says_what_is_counted(string name, string unit)
    {
        Assert.Equal(unit, EventUnit.FromName(name));
        Assert.Equal(unit is "faults" or "switches" or "migrations" or "calls" or "events" or "accesses", EventUnit.IsOccurrence(name));
    }
}
