using System.Security.Cryptography;
using System.Text;
using PerfHarness.Baselines;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>How a benchmark is recorded here.</summary>
internal static class RunConditions
{
    public static Conditions Of(CommandTarget command) => new()
    {
        Command = command.ToString(),
        CommandHash = Hash([command.Program, .. command.Arguments]),
    };

    private static string Hash(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))))[..16];
}
