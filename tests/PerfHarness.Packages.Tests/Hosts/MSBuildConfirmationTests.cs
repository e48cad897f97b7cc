using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Hosts;

/// <summary>A project that is gated over several commits: what its stored baseline cannot clear is built again at the baseline's commit.</summary>
[TimeLimit(900)]
public sealed class MSBuildConfirmationTests(PackedPackages packages)
{
    private static readonly int[] Calm = [300, 303, 297, 302, 298];
    private static readonly int[] Slower = [500, 503, 497, 502, 498];
    private static readonly string[] Functions = [.. Enumerable.Range(1, 9).Select(i => FormattableString.Invariant($"steady{i}")), "tunable"];

    [Fact]
    public async Task A_project_is_gated_over_three_commits()
    {
        var root = packages.GetPath("gated project");
        var folder = Path.Combine(root, "src", "Gated");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(root, ".gitignore"), "bin/\nobj/\nartifacts/\n");
        File.WriteAllText(Path.Combine(folder, "Gated.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><PerfProfileOnBuild>true</PerfProfileOnBuild></PropertyGroup>
              <ItemGroup><PackageReference Include="PerfHarness.MSBuild" Version="$(PerfHarnessVersion)" PrivateAssets="all" /></ItemGroup>
            </Project>
            """);
        // What the scripted samples are in has to exist.
        File.WriteAllLines(Path.Combine(folder, "Program.cs"),
        [
            $"System.Console.WriteLine({string.Join(" + ", Functions.Select(name => $"Work.{name}()"))});",
            "static class Work {",
            .. Functions.Select(name => $"[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)] public static int {name}() => 1;"),
            "}",
        ]);
        await GitAsync(root, "init -q -b main . && git add -A && git commit -q -m one");

        // A property of the command line and an output folder in the repository are the same in both builds.
        string[] build = ["build", folder, "-c", "Release", "-nologo", "-p:AssemblyName=My Bench", "-o", Path.Combine(root, "bin", "out"), "-p:PerfProfileArguments=--warmups 0"];
        using (var calm = new ScriptedPerf(ScriptedPerf.Runs("*", Calm)))
        {
            (await RunAsync(root, calm, [.. build, "-p:PerfProfileAccept=true"])).Expect(0);
        }

        await GitAsync(root, "add -A && git commit -q -m baseline && git commit -q --allow-empty -m two");
        using (var calm = new ScriptedPerf(ScriptedPerf.Runs("*", Calm)))
        {
            (await RunAsync(root, calm, build)).Expect(0).AssertContains("My Bench: Verdict: pass");
            Assert.Equal(5, calm.Recorded.Count);
        }

        await GitAsync(root, "commit -q --allow-empty -m three");
        using (var slower = new ScriptedPerf([.. ScriptedPerf.Runs("/tree/", Calm), .. ScriptedPerf.Runs("*", Slower)]))
        {
            (await RunAsync(root, slower, build)).Expect(1).AssertContains("My Bench: Verdict: FAIL").AssertContains("interleaved");
            Assert.Equal(5, slower.Recorded.Count(side => side == "/tree/"));
        }

        using (var slower = new ScriptedPerf(ScriptedPerf.Runs("*", Slower)))
        {
            (await RunAsync(root, slower, [.. build, "-p:PerfProfileConfirm=false"])).Expect(1).AssertContains("My Bench: Verdict: FAIL");
            Assert.Equal(5, slower.Recorded.Count);
        }

        Assert.Single((await GitAsync(root, "worktree list")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private Task<ShellRun> RunAsync(string folder, ScriptedPerf perf, string[] arguments) =>
        packages.DotNetWith(folder, [("PATH", perf.SearchPath)], arguments);

    private async Task<string> GitAsync(string folder, string script) =>
        (await ShellRun.RunAsync(folder, packages.Environment, "/bin/sh", "-c", "git -c user.name=a -c user.email=a@example.org " + script.Replace("&& git", "&& git -c user.name=a -c user.email=a@example.org", StringComparison.Ordinal))).Expect(0).Output;
}
