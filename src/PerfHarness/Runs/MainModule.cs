using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>
/// The program itself among the modules. Two builds of one benchmark may have different file names (<c>old/bench</c>,
/// <c>bench-v2</c>); their functions are still the same ones, so the baseline's get the name of the candidate's module.
/// </summary>
internal static class MainModule
{
    /// <summary>File name of the program, or of the assembly that <c>dotnet</c> starts, as modules are named.</summary>
    public static string GetName(CommandTarget command)
    {
        var program = Path.GetFileName(command.Program);
        var assembly = program == "dotnet" ? command.Arguments.FirstOrDefault(a => a.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) : null;
        return assembly is null ? program : Path.GetFileNameWithoutExtension(assembly);
    }

    /// <summary>The same of a command as a baseline keeps it.</summary>
    public static string GetName(string commandLine)
    {
        var words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // A quoted word contains blanks or worse; its pieces match no module, and nothing is renamed.
        return words.Length == 0 ? "" : GetName(new CommandTarget(words[0], [.. words.Skip(1)]));
    }

    /// <summary>The baseline's runs with its program's module named as that of a command.</summary>
    public static Measurement Rename(Measurement baseline, CommandTarget command) =>
        Rename(baseline, GetName(baseline.Conditions.Command), GetName(command));

    /// <summary>The side with its program's module named as the other's, unless two functions would become one.</summary>
    public static Measurement Rename(Measurement side, string from, string to)
    {
        if (from.Length == 0 || to.Length == 0 || from == to || side.Counts.Functions.Any(f => f.Name.Module == to))
        {
            return side;
        }

        var functions = side.Counts.Functions.Select(f => f with { Name = Renamed(f.Name) });
        var edges = side.Edges.Edges.Select(e => e with { Caller = Renamed(e.Caller), Callee = Renamed(e.Callee) });
        var names = side.Edges.Edges.SelectMany(e => new[] { e.Caller, e.Callee }).Distinct();
        var totals = names.Select(name => KeyValuePair.Create(Renamed(name), side.Edges.GetTotal(name)));
        return side with { Counts = new RunCounts(side.Counts.Runs, functions), Edges = new CallEdges(edges, totals) };

        FunctionName Renamed(FunctionName name)
        {
            // An apphost and its assembly differ in nothing but the extension.
            var unnamed = name.Module == from && name.Name.StartsWith(from + "!0x", StringComparison.Ordinal);
            return name.Module != from ? name
                : new FunctionName(to, unnamed ? to + name.Name[from.Length..] : name.Name == $"[{from}]" ? $"[{to}]" : name.Name);
        }
    }
}
