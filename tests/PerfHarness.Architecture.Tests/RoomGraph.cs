using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfHarness.Architecture.Tests;

/// <summary>
/// Which folder of the product uses which, by the compiler's own binding of every name: full names, relative names, usings,
/// members of values whose type is never spelled. A room is a folder that has source files, named by its path below src.
/// </summary>
internal sealed class RoomGraph
{
    // In the order of their references.
    private static readonly string[] Projects =
        ["PerfHarness.Formats", "PerfHarness", "PerfHarness.Cli", "PerfHarness.NUnit", "PerfHarness.Xunit"];

    // What the build adds to every project.
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const string InternalsVisibleTo = "System.Runtime.CompilerServices.InternalsVisibleTo";

    private static readonly Lazy<RoomGraph> Shared = new(Create);

    private readonly HashSet<RoomUse> _uses = [];
    private readonly HashSet<TypeUse> _typeUses = [];

    public static RoomGraph Current => Shared.Value;

    public IReadOnlyCollection<RoomUse> Uses => _uses;

    public IReadOnlyCollection<TypeUse> TypeUses => _typeUses;

    private static RoomGraph Create()
    {
        var graph = new RoomGraph();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Where(path => !Path.GetFileName(path).StartsWith("PerfHarness.", StringComparison.Ordinal) && Path.GetFileName(path) != "dotnet-perfharness.dll")
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)).ToList();
        foreach (var project in Projects)
        {
            var trees = SourceTree.FindFiles($"src/{project}", "*.cs")
                .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path))
                .Append(CSharpSyntaxTree.ParseText(GlobalUsings + string.Concat(Projects.Select(user => $"\n[assembly: {InternalsVisibleTo}(\"{user}\")]"))));
            var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true).WithMetadataImportOptions(MetadataImportOptions.All);
            var compilation = CSharpCompilation.Create(project, trees, references, options);
            graph.Add(compilation);
            references.Add(compilation.ToMetadataReference());
        }

        return graph;
    }

    private void Add(CSharpCompilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0))
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                // Names that internals of another assembly hide are found among the candidates.
                var info = model.GetSymbolInfo(name);
                var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
                if (GetTopLevelType(symbol) is { } used)
                {
                    Add(tree.FilePath, GetUser(name), used);
                }
            }
        }
    }

    private void Add(string path, string? user, INamedTypeSymbol used)
    {
        var file = SourceTree.GetRelativePath(path);
        var room = GetRoom(file);
        foreach (var target in used.DeclaringSyntaxReferences.Select(r => r.SyntaxTree.FilePath).Where(p => p.Length > 0))
        {
            var targetRoom = GetRoom(SourceTree.GetRelativePath(target));
            if (targetRoom != room)
            {
                _uses.Add(new RoomUse(room, targetRoom, Path.GetFileName(file), used.Name));
            }

            if (user is not null && user != used.Name)
            {
                _typeUses.Add(new TypeUse($"{room}/{user}", $"{targetRoom}/{used.Name}"));
            }
        }
    }

    private static string? GetUser(SyntaxNode node) => node.Ancestors().OfType<BaseTypeDeclarationSyntax>().LastOrDefault()?.Identifier.Text;

    private static INamedTypeSymbol? GetTopLevelType(ISymbol? symbol)
    {
        var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        while (type?.ContainingType is { } outer)
        {
            type = outer;
        }

        return type?.OriginalDefinition;
    }

    private static string GetRoom(string file) => Path.GetDirectoryName(file)!["src/".Length..];
}

/// <param name="User">Room.</param>
/// <param name="Used">Room.</param>
/// <param name="File">Where in the user.</param>
/// <param name="Type">What of the used.</param>
internal sealed record RoomUse(string User, string Used, string File, string Type);

/// <param name="User">Room and type.</param>
/// <param name="Used">Room and type.</param>
internal sealed record TypeUse(string User, string Used);
