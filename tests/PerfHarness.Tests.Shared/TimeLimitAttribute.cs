using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using PerfHarness.Tests.Shared;
using Xunit.v3;

[assembly: TimeLimit(TimeLimitAttribute.DefaultSeconds)]

namespace PerfHarness.Tests.Shared;

/// <summary>
/// The time limit of every test, synchronous or not: this one for the whole assembly, or the nearer one at a class or a
/// method. A test that passes it is cancelled; one that does not end even then ends the test run, with its name and all that
/// it started. A limit is no measure of speed: it is far above what the test takes on the slowest machine.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class TimeLimitAttribute(int seconds) : BeforeAfterTestAttribute
{
    public const int DefaultSeconds = 300;

    /// <summary>Ends the run; not one of the runner's own exit codes.</summary>
    public const int HungExitCode = 70;

    /// <summary>For the tests of the limit itself: seconds for every test.</summary>
    public const string Variable = "PERFHARNESS_TEST_LIMIT";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentDictionary<string, Timer> Running = new();

    // From the assembly to the method: the nearest limit is the last to be set.
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        var limit = TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var own) ? own : seconds);
        var context = TestContext.Current;
        var timer = new Timer(_ => End(context, test.TestDisplayName, limit), null, limit, Timeout.InfiniteTimeSpan);
        Running.AddOrUpdate(test.UniqueID, timer, (_, wider) =>
        {
            wider.Dispose();
            return timer;
        });
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Running.TryRemove(test.UniqueID, out var timer))
        {
            timer.Dispose();
        }
    }

    private static void End(ITestContext context, string test, TimeSpan limit)
    {
        Report(test, limit, "it is cancelled");
        context.CancelCurrentTest();
        Thread.Sleep(limit < Grace ? limit : Grace);
        if (Running.ContainsKey(context.Test!.UniqueID))
        {
            Report(test, limit, "it does not end, so the run ends with it [FAIL]");
            EndWhatWeStarted();
            Environment.Exit(HungExitCode);
        }
    }

    private static void Report(string test, TimeSpan limit, string outcome) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {test} has run for more than {limit.TotalSeconds} s: {outcome}"));

    private static void EndWhatWeStarted()
    {
        foreach (var process in Process.GetProcesses().Where(IsOurs))
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static bool IsOurs(Process process)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
