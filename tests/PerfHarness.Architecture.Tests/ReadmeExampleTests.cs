using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfHarness.Architecture.Tests;

/// <summary>
/// The C# blocks of the library's README, compiled as a user's program is, without sight of internals, and run on
/// recordings that are made here. A block of text after one is what it prints.
/// </summary>
public sealed partial class ReadmeExampleTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading.Tasks;
        """;

    // Samples of a run by stack: before, and after Hash got slower.
    private static readonly (string Stack, int Before, int After)[] Stacks =
    [
        ("bench;Main();Bench.Read();Bench.Parse()", 1600, 1480),
        ("bench;Main();Bench.Read()", 1000, 920),
        ("bench;Main();Bench.Hash()", 800, 1040),
        ("bench;Main();Bench.Write()", 600, 560),
    ];

    public static TheoryData<string> Titles => [.. ReadExamples().Select(example => example.Title)];

    [Theory, MemberData(nameof(Titles))]
    public async Task An_example_of_the_readme_compiles_and_prints_the_documented_output(string title)
    {
        var example = ReadExamples().Single(e => e.Title == title);
        var folder = Directory.CreateTempSubdirectory("perfharness-readme-");
        try
        {
            Compile(example.Code, Path.Combine(folder.FullName, "bin"));
            if (!example.Code.Contains("PerfRun.", StringComparison.Ordinal))
            {
                WriteRecordings(folder.FullName);
                Assert.Equal(example.Output, await RunAsync(folder.FullName));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_example_is_tested() => Assert.Equal(Readme.Split("```csharp").Length - 1, ReadExamples().Count());

    private static string Readme => File.ReadAllText(Path.Combine(SourceTree.Root, "src/PerfHarness/README.md"));

    private static IEnumerable<(string Title, string Code, string Output)> ReadExamples() =>
        ExamplePattern().Matches(Readme)
            .Select(m => (m.Groups["title"].Value, m.Groups["code"].Value, m.Groups["output"].Value));

    private static void Compile(string code, string folder)
    {
        Directory.CreateDirectory(folder);
        var compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(code), CSharpSyntaxTree.ParseText(ImplicitUsings)],
            PublicSurface.References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        var result = compilation.Emit(Path.Combine(folder, "Example.dll"));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        foreach (var library in Directory.GetFiles(AppContext.BaseDirectory, "*.dll"))
        {
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(library)), library);
        }

        var configuration = Directory.GetFiles(AppContext.BaseDirectory, "*.Architecture.Tests.runtimeconfig.json").Single();
        File.Copy(configuration, Path.Combine(folder, "Example.runtimeconfig.json"));
    }

    private static void WriteRecordings(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "before"));
        Directory.CreateDirectory(Path.Combine(folder, "after"));
        File.WriteAllText(Path.Combine(folder, "perf.data"), Fold(stack => stack.Before));
        foreach (var run in Enumerable.Range(0, 5))
        {
            // No run is like the other.
            var noise = 2 * (run - 2);
            File.WriteAllText(Path.Combine(folder, "before", $"{run + 1}.data"), Fold(stack => stack.Before, noise));
            File.WriteAllText(Path.Combine(folder, "after", $"{run + 1}.data"), Fold(stack => stack.After, -noise));
        }
    }

    private static string Fold(Func<(string Stack, int Before, int After), int> count, int noise = 0)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Stacks.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Stacks[i].Stack} {count(Stacks[i]) + (i % 2 == 0 ? noise : -noise)}\n");
        }

        return text.ToString();
    }

    private static async Task<string> RunAsync(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", ["exec", "bin/Example.dll"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }

    [GeneratedRegex(@"^## (?<title>.+)\n(?:(?!^## )[\s\S])*?^```csharp\n(?<code>[\s\S]*?)^```\n(?:\n```text\n(?<output>[\s\S]*?)^```\n)?", RegexOptions.Multiline, 1000)]
    private static partial Regex ExamplePattern();
}
