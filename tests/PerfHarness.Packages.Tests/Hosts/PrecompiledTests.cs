using System.Reflection.PortableExecutable;
using PerfHarness.Packages.Tests.Cli;

namespace PerfHarness.Packages.Tests.Hosts;

/// <summary>The command with native code (linux-x64) and without (any).</summary>
public sealed class PrecompiledTests(PackedPackages packages)
{
    [Fact]
    public void The_packages_for_linux_x64_have_native_code_and_those_for_any_platform_have_none()
    {
        AssertIsPrecompiledOrSkip();
        // The statistics of MathNet are not worth their size.
        Assert.All(GetAssemblies(PackedPackages.Tool), path => Assert.True(HasNativeCode(path) != path.Contains("MathNet", StringComparison.Ordinal), path));
        Assert.All(GetAssemblies(packages.Command), path => Assert.True(HasNativeCode(path) != path.Contains("MathNet", StringComparison.Ordinal), path));
        Assert.All(GetAssemblies(packages.PortableTool), path => Assert.False(HasNativeCode(path), path));
        Assert.All(GetAssemblies(packages.GetPath("command", "tools", "any", "dotnet-perfharness.dll")), path => Assert.False(HasNativeCode(path), path));
    }

    [Fact]
    public void The_tool_names_its_packages()
    {
        AssertIsPrecompiledOrSkip();
        var settings = packages.ReadText("dotnet-perfharness", "tools/any/any/DotnetToolSettings.xml");
        Assert.Contains("RuntimeIdentifier=\"linux-x64\" Id=\"dotnet-perfharness.linux-x64\"", settings, StringComparison.Ordinal);
        Assert.Contains("RuntimeIdentifier=\"any\" Id=\"dotnet-perfharness.any\"", settings, StringComparison.Ordinal);
    }

    [Theory, InlineData("--help"), InlineData("run --help"), InlineData("collapse a.txt"), InlineData("report a.txt"), InlineData("flamegraph a.txt"), InlineData("export a.txt --format speedscope"), InlineData("no-verb")]
    public void Both_print_the_same(string arguments)
    {
        using var precompiled = new CommandLineTool();
        using var portable = new CommandLineTool(path: packages.PortableTool);
        var results = new[] { precompiled, portable }.Select(tool =>
        {
            File.WriteAllText(tool.GetWorkPath("a.txt"), "main;A.B(int);C.D<T>() 17\nmain;A.B(int) 4\nmain;étude 2\n");
            return tool.Run(arguments.Split(' '));
        }).ToList();
        Assert.Equal(results[0], results[1]);
        Assert.NotEqual("", results[0].Output + results[0].Error);
    }

    [Fact]
    public async Task The_tool_is_installed_with_native_code_and_updated()
    {
        AssertIsPrecompiledOrSkip();
        var folder = Directory.CreateDirectory(packages.GetPath("installed")).FullName;
        (await packages.DotNet(folder, "new", "tool-manifest", "-o", folder)).Expect(0);
        string[] from = ["dotnet-perfharness", "--version", packages.Version, "--source", packages.Feed];
        (await packages.DotNet(folder, ["tool", "install", .. from])).Expect(0);
        (await packages.DotNet(folder, "perfharness", "--version")).Expect(0).AssertContains("0.1.0");
        Assert.True(Directory.Exists(packages.GetPath("packages", "dotnet-perfharness.linux-x64")));
        Assert.False(Directory.Exists(packages.GetPath("packages", "dotnet-perfharness.any")));
        (await packages.DotNet(folder, ["tool", "update", .. from])).Expect(0);
        (await packages.DotNet(folder, "tool", "exec", $"dotnet-perfharness@{packages.Version}", "--source", packages.Feed, "--yes", "--", "--version")).Expect(0).AssertContains("0.1.0");
    }

    [Fact]
    public async Task A_build_starts_the_command_with_native_code_or_where_there_is_none_the_other()
    {
        var folder = Directory.CreateDirectory(packages.GetPath("bundled")).FullName;
        foreach (var part in (string[])["build", "tasks", "tools"])
        {
            CopyFolder(packages.GetPath("command", part), Path.Combine(folder, part));
        }

        File.WriteAllText(Path.Combine(folder, "start.proj"), """
            <Project DefaultTargets="Start">
              <UsingTask TaskName="PerfHarness.MSBuild.PerfProfile" AssemblyFile="tasks/PerfHarness.MSBuild.Tasks.dll" />
              <Target Name="Start"><PerfProfile Include="/bin/true" MoreArguments="--help" /></Target>
            </Project>
            """);
        string[] build = ["msbuild", "start.proj", "-nologo", "-v:detailed"];
        var native = (await packages.DotNet(folder, build)).Expect(0);
        native.AssertContains($"{folder}/tools/{(packages.IsPrecompiled ? "linux-x64" : "any")}/dotnet-perfharness.dll").AssertContains("Record a benchmark several times");
        if (packages.IsPrecompiled)
        {
            Directory.Delete(Path.Combine(folder, "tools", "linux-x64"), recursive: true);
            (await packages.DotNet(folder, build)).Expect(0).AssertContains($"{folder}/tools/any/dotnet-perfharness.dll").AssertContains("Record a benchmark several times");
        }
    }

    private void AssertIsPrecompiledOrSkip() => Assert.SkipUnless(packages.IsPrecompiled, "not linux-x64, or its compiler cannot be restored here");

    private static IEnumerable<string> GetAssemblies(string command) => Directory.EnumerateFiles(Path.GetDirectoryName(command)!, "*.dll");

    private static bool HasNativeCode(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
