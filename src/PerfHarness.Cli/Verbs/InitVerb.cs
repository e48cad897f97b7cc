using System.CommandLine;
using System.Text;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>init</c>: write a configuration.</summary>
internal sealed class InitVerb : Verb
{
    private const string SchemaName = "perfharness.schema.json";

    private static string Version => typeof(InitVerb).Assembly.GetName().Version!.ToString(3);

    public override string Name => "init";

    public override string Description => "Write perfharness.json and a CI workflow, and print the lines for a project file.";

    public override IReadOnlyList<string> Examples => ["init -- bin/Release/net10.0/Bench --iterations 200", "init --ci github --schema"];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var force = new Option<bool>("--force") { Description = "Overwrite existing files." };
        var ci = new Option<string[]>("--ci") { HelpName = "github|azure|gitlab", Description = "Workflow to write (may be repeated)." };
        ci.AcceptOnlyFromAmong("github", "azure", "gitlab");
        var schema = new Option<bool>("--schema") { Description = "Also write the schema of perfharness.json, for editors." };
        command.Add(schema);
        command.Add(force);
        command.Add(ci);
        command.SetAction(parsed =>
        {
            var files = CreateFiles(invocation.Command, parsed.GetValue(schema), parsed.GetValue(ci) ?? []);
            if (!parsed.GetValue(force) && files.Find(file => File.Exists(file.Path)).Path is { } existing)
            {
                throw new PerfHarnessException(DiagnosticCodes.UsageError, $"'{existing}' already exists.", "Use --force to overwrite it.");
            }

            files.ForEach(file => OutputFileOption.Prepare(file.Path));
            Write(invocation.Terminal, files);
            return ExitCode.Success;
        });
    }

    private static List<(string Path, string Text)> CreateFiles(IReadOnlyList<string>? command, bool hasSchema, IEnumerable<string> hosts)
    {
        var commandLine = command is { Count: > 0 } ? command : ["bin/Release/net10.0/Bench", "--iterations", "200"];
        var name = Bench.GetDefaultName(new CommandTarget(commandLine[0], [.. commandLine.Skip(1)]));
        var configuration = InitFiles.CreateConfiguration(name, commandLine, hasSchema ? "./" + SchemaName : null);
        List<(string Path, string Text)> files = [(ConfigurationFile.FileName, configuration)];
        if (hasSchema)
        {
            files.Add((SchemaName, PublishedSchema.Configuration));
        }

        files.AddRange(hosts.Distinct().Select(host => host switch
        {
            "github" => (InitFiles.GitHubPath, InitFiles.CreateGitHubWorkflow(Version)),
            "azure" => (InitFiles.AzurePath, InitFiles.CreateAzurePipeline(Version)),
            _ => (InitFiles.GitLabPath, InitFiles.CreateGitLabPipeline(Version)),
        }));
        return files;
    }

    private static void Write(Terminal terminal, List<(string Path, string Text)> files)
    {
        foreach (var (path, text) in files)
        {
            var folder = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
            new OutputFolder(folder).Write(Path.GetFileName(path), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
            terminal.Output.WriteLine($"wrote {path}");
        }

        terminal.Output.WriteLine("""

            For a gate in 'dotnet build', add to the benchmark's project file:

            """);
        terminal.Output.WriteLine(InitFiles.CreateProjectLines(Version));
        terminal.Output.WriteLine("""

            Next: dotnet perfharness run --accept-baseline
            """);
    }
}
