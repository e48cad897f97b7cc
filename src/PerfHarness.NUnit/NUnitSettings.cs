using System.Globalization;
using NUnit.Framework;
using NUnit.Framework.Internal;

namespace PerfHarness;

/// <summary>What a runner has set for the tests, such as parameters of a <c>.runsettings</c> file, as text for a test host.</summary>
internal static class NUnitSettings
{
    public const string RandomSeed = "randomSeed";
    public const string WorkDirectory = "workDirectory";
    private const string ParameterPrefix = "parameter:";

    public static IReadOnlyDictionary<string, string> Create()
    {
        var settings = new Dictionary<string, string>
        {
            // Generated arguments are part of a test's name.
            [RandomSeed] = Randomizer.InitialSeed.ToString(CultureInfo.InvariantCulture),
        };
        var context = TestContext.CurrentContext;
        if (Path.GetFullPath(context.WorkDirectory) != Path.GetFullPath(context.TestDirectory))
        {
            settings[WorkDirectory] = context.WorkDirectory;
        }

        foreach (var name in TestContext.Parameters.Names)
        {
            settings[ParameterPrefix + name] = TestContext.Parameters[name] ?? "";
        }

        return settings;
    }

    public static Dictionary<string, string> ReadParameters(IReadOnlyDictionary<string, string> settings) => settings
        .Where(pair => pair.Key.StartsWith(ParameterPrefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[ParameterPrefix.Length..], pair => pair.Value);
}
