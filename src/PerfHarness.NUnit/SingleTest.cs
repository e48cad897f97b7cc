using System.Globalization;
using System.Reflection;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using PerfHarness.TestHosts;

namespace PerfHarness;

/// <summary>Runs one test of the program's own assembly, with NUnit's own runner.</summary>
internal static class SingleTest
{
    public static int Run(TestHostRequest request)
    {
        var settings = new Dictionary<string, object>
        {
            // On this thread, without others that a recording of the process would see.
            ["NumberOfTestWorkers"] = 0,
            ["TestParametersDictionary"] = NUnitSettings.ReadParameters(request.Settings),
        };
        if (request.Settings.TryGetValue(NUnitSettings.RandomSeed, out var seed))
        {
            settings["RandomSeed"] = int.Parse(seed, CultureInfo.InvariantCulture);
        }

        if (request.Settings.TryGetValue(NUnitSettings.WorkDirectory, out var folder))
        {
            settings["WorkDirectory"] = folder;
        }

        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        runner.Load(Assembly.GetEntryAssembly()!, settings);
        var result = runner.Run(TestListener.NULL, new SingleTestFilter(request.Test));
        WriteFailures(result);
        return result.ResultState.Status is TestStatus.Passed or TestStatus.Warning ? 0 : 1;
    }

    // A suite repeats what its tests say, unless its own SetUp failed.
    private static void WriteFailures(ITestResult result)
    {
        if (result.HasChildren)
        {
            foreach (var child in result.Children)
            {
                WriteFailures(child);
            }
        }

        if (result.ResultState.Status is not TestStatus.Passed && result.ResultState.Site != FailureSite.Child
            && !string.IsNullOrEmpty(result.Message))
        {
            Console.Error.WriteLine($"{result.FullName}: {result.Message}\n{result.StackTrace}");
        }
    }
}
