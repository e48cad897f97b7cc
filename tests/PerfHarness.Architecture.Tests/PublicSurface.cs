using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfHarness.Architecture.Tests;

/// <summary>What users of the libraries can see, as text: a type a paragraph, a member a line, in ordinal order.</summary>
internal static class PublicSurface
{
    public static readonly IReadOnlyList<string> Libraries = ["PerfHarness.Formats", "PerfHarness", "PerfHarness.NUnit", "PerfHarness.Xunit"];

    private static readonly SymbolDisplayFormat TypeFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeVariance,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword);

    private static readonly SymbolDisplayFormat MemberFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    // What every record has, whatever it holds.
    private static readonly HashSet<string> RecordMembers =
        ["Equals", "GetHashCode", "ToString", "Deconstruct", "op_Equality", "op_Inequality", "<Clone>$"];

    /// <summary>References to the libraries as they were built, and to all that they need.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The public types of a library, nested ones included.</summary>
    public static IReadOnlyList<INamedTypeSymbol> GetTypes(string library)
    {
        var compilation = CSharpCompilation.Create("surface", references: References);
        var assembly = compilation.References.Select(compilation.GetAssemblyOrModuleSymbol).OfType<IAssemblySymbol>().Single(a => a.Name == library);
        return [.. GetTypes(assembly.GlobalNamespace).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal)];
    }

    public static string Print(string library)
    {
        var text = new StringBuilder($"# {library}: {GetTypes(library).Count} types\n");
        foreach (var type in GetTypes(library))
        {
            var bases = type.BaseType is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum) } parent ? [parent] : Array.Empty<INamedTypeSymbol>();
            var above = bases.Concat(type.Interfaces.Where(i => i.DeclaredAccessibility == Accessibility.Public && !(IsRecord(type) && i.Name == "IEquatable"))).Select(b => b.ToDisplayString(MemberFormat)).ToList();
            text.Append('\n').Append(GetModifiers(type)).Append(type.ToDisplayString(TypeFormat)).Append(above.Count > 0 ? $" : {string.Join(", ", above)}" : "").Append('\n');
            foreach (var line in GetMembers(type))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<INamedTypeSymbol> GetTypes(INamespaceOrTypeSymbol container) => container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(member => member switch
    {
        INamespaceSymbol space => GetTypes(space),
        INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public, CanBeReferencedByName: true } type => GetTypes(type).Prepend(type),
        _ => [],
    });

    private static IEnumerable<string> GetMembers(INamedTypeSymbol type) => type.GetMembers()
        .Where(IsVisible)
        .Where(member => member is not (INamedTypeSymbol or IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove }))
        .Where(member => !(IsRecord(type) && (RecordMembers.Contains(member.Name) || IsCopyConstructor(member))))
        .Where(member => !(type.TypeKind == TypeKind.Enum && member is IMethodSymbol))
        .Where(member => !(type.IsValueType && member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 }))
        .Select(member => (member.Name, Text: member.ToDisplayString(MemberFormat)))
        .OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Text, StringComparer.Ordinal)
        .Select(member => member.Text);

    // The compiler marks record structs with nothing; being comparable with itself is what they all have and few others.
    private static bool IsRecord(INamedTypeSymbol type) =>
        type.IsRecord || (type.IsValueType && type.Interfaces.Any(i => i.Name == "IEquatable" && SymbolEqualityComparer.Default.Equals(i.TypeArguments[0], type)));

    private static bool IsVisible(ISymbol member) =>
        member.DeclaredAccessibility == Accessibility.Public
        || (member.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedOrInternal && !member.ContainingType.IsSealed);

    private static bool IsCopyConstructor(ISymbol member) =>
        member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters: [var only] } && SymbolEqualityComparer.Default.Equals(only.Type, member.ContainingType);

    private static string GetModifiers(INamedTypeSymbol type) =>
        type.IsStatic ? "static " : type.TypeKind != TypeKind.Class ? "" : type.IsSealed ? "sealed " : type.IsAbstract ? "abstract " : "";
}
