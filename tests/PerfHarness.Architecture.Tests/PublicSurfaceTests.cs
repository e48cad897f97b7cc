namespace PerfHarness.Architecture.Tests;

/// <summary>
/// The public surface is compared with PublicSurface.approved.txt, so that it changes on purpose only. To approve a change,
/// review the new text and run these tests once with PERFHARNESS_APPROVE=1.
/// </summary>
public sealed class PublicSurfaceTests
{
    private const string ApprovedFile = "tests/PerfHarness.Architecture.Tests/PublicSurface.approved.txt";

    private static readonly string ApprovedPath = Path.Combine(SourceTree.Root, ApprovedFile);

    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        var actual = string.Join('\n', PublicSurface.Libraries.Select(PublicSurface.Print));
        if (Environment.GetEnvironmentVariable("PERFHARNESS_APPROVE") == "1")
        {
            File.WriteAllText(ApprovedPath, actual);
        }

        var approved = File.ReadAllText(ApprovedPath);
        Assert.True(approved == actual, $"""
            The public surface differs from {ApprovedFile}:
            {string.Join('\n', Compare(approved, actual))}
            If that is meant, approve it: PERFHARNESS_APPROVE=1 dotnet run --project tests/PerfHarness.Architecture.Tests -- -class '*.PublicSurfaceTests'
            """);
    }

    private static IEnumerable<string> Compare(string approved, string actual)
    {
        var (old, now) = (Qualify(approved), Qualify(actual));
        return old.Except(now).Select(line => $"  gone  {line}").Concat(now.Except(old).Select(line => $"  new   {line}"));
    }

    // A member's line with its type before it, since many types have a Name.
    private static List<string> Qualify(string text)
    {
        var type = "";
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            type = line.StartsWith(' ') ? type : line;
            lines.Add(line.StartsWith(' ') ? $"{type}: {line.Trim()}" : line);
        }

        return lines;
    }
}
