using System.CommandLine;
using System.Text;
using PerfHarness.Cli.Hosting;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>init</c>: a beginning.</summary>
internal sealed class InitVerb : Verb
{
    private const string SchemaName = "perfharness.schema.json";

    public override string Name => "init";

    public override string Description => "Write perfharness.json and a CI workflow, and print the lines for a project file.";

    public override IReadOnlyList<string> Examples => ["init -- bin/Release/net10.0/Bench --iterations 200", "init --ci github --schema"];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var force = new Option<bool>("--force") { Description = "Files that are there already are replaced." };
        var ci = new Option<string[]>("--ci") { HelpName = "github|azure|gitlab", Description = "Workflow to write (may be repeated)." };
        ci.AcceptOnlyFromAmong("github", "azure", "gitlab");
        var schema = new Option<bool>("--schema") { Description = "Also write the schema of perfharness.json, for editors." };
        command.Add(schema);
        command.Add(force);
        command.Add(ci);
        command.SetAction(parsed =>
        {
            var terminal = invocation.Terminal;
            var version = typeof(InitVerb).Assembly.GetName().Version!.ToString(3);
            var words = invocation.Command is { Count: > 0 } given ? given : ["bin/Release/net10.0/Bench", "--iterations", "200"];
            var files = new List<(string Path, string Text)> { (ConfigurationFile.FileName, InitFiles.CreateConfiguration(Bench.GetDefaultName(new CommandTarget(words[0], [.. words.Skip(1)])), words, parsed.GetValue(schema) ? "./" + SchemaName : null)) };
            if (parsed.GetValue(schema))
            {
                files.Add((SchemaName, PublishedSchema.Configuration));
            }

            files.AddRange((parsed.GetValue(ci) ?? []).Distinct().Select(host => host switch
            {
                "github" => (InitFiles.GitHubPath, InitFiles.CreateGitHubWorkflow(version)),
                "azure" => (InitFiles.AzurePath, InitFiles.CreateAzurePipeline(version)),
                _ => (InitFiles.GitLabPath, InitFiles.CreateGitLabPipeline(version)),
            }));
            if (!parsed.GetValue(force) && files.Find(file => File.Exists(file.Path)).Path is { } existing)
            {
                throw new PerfHarnessException(DiagnosticCodes.UsageError, $"'{existing}' is there already.", "Use --force to replace it.");
            }

            foreach (var (path, text) in files)
            {
                new OutputFolder(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".").Write(Path.GetFileName(path), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
                terminal.Output.WriteLine($"wrote {path}");
            }

            terminal.Output.WriteLine("""

                For a gate in 'dotnet build', add to the benchmark's project file:

                """);
            terminal.Output.WriteLine(InitFiles.CreateProjectLines(version));
            terminal.Output.WriteLine("""

                Next: dotnet perfharness run --accept-baseline
                """);
            return ExitCode.Success;
        });
    }
}
