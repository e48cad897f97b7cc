using System.Diagnostics;
using PerfHarness.TestHosts;

namespace PerfHarness.Tests.TestHosts;

/// <summary>What a test host of this assembly runs; the request's method says which.</summary>
internal static class HostedTest
{
    public const string Spins = "spins";
    public const string FailsFirst = "fails first";
    public const string FailsInTheMiddle = "fails in the middle";
    public const string DiesInTheMiddle = "dies in the middle";
    public const string Waits = "waits";
    public const string IsAnother = "is another";

    private static volatile int sink;

    public static int Run(TestHostRequest request)
    {
        Console.WriteLine($"running {request.Test}");
        if (request.Method == FailsFirst)
        {
            Console.Error.WriteLine("expected 1 but was 2");
            return 1;
        }

        if (request.Method != IsAnother)
        {
            TestHostRun.Current!.MeasureAsync((shouldContinue, _) => Repeat(request.Method, shouldContinue)).GetAwaiter().GetResult();
        }

        return 0;
    }

    private static Task Repeat(string method, Func<bool> shouldContinue)
    {
        for (var i = 0; shouldContinue(); i++)
        {
            Spin();
            switch (method)
            {
                case FailsInTheMiddle when i > 100:
                    throw new InvalidOperationException("expected 3 but was 4");
                case DiesInTheMiddle when i > 100:
                    Process.GetCurrentProcess().Kill();
                    break;
                case Waits:
                    Thread.Sleep(Timeout.Infinite);
                    break;
            }
        }

        return Task.CompletedTask;
    }

    private static void Spin()
    {
        for (var i = 0; i < 10_000; i++)
        {
            sink = (sink * 31) + i;
        }
    }
}
