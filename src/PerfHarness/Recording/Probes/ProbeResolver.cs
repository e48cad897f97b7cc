using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Demangling;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Profiles;

namespace PerfHarness.Recording.Probes;

/// <summary>Finds in an image what a probe names: from a function to bytes in the file.</summary>
internal static class ProbeResolver
{
    /// <summary>A pattern that matches more is probably not what was meant.</summary>
    private const int MaxMatches = 128;

    private const int MaxListed = 8;

    /// <summary>Addresses in the image, each with its function's name.</summary>
    /// <exception cref="PerfHarnessException">There is no such function, or not only one, or it cannot be probed.</exception>
    public static IReadOnlyList<(string Function, ulong FileOffset)> Resolve(ProbeSpecification specification, FunctionTable table)
    {
        if (specification.IsReturn && table.IsGo)
        {
            throw specification.CreateFailure(
                "a probe at a function's return ends a Go program, because Go moves the stacks of its goroutines",
                "Probe the function's start, or the instructions after its calls (FUNCTION+offset).");
        }

        var isAddress = specification.Function.StartsWith("0x", StringComparison.Ordinal);
        var functions = isAddress ? [FindAddress(specification, table)] : FindNamed(specification, table);
        return [.. functions.Select(function => (function.Name, GetFileOffset(specification, table, function)))];
    }

    private static FunctionSymbol FindAddress(ProbeSpecification specification, FunctionTable table)
    {
        if (!ulong.TryParse(specification.Function.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address))
        {
            throw ProbeSpecification.CreateUsageError(specification.Text, $"'{specification.Function}' is no address");
        }

        return new FunctionSymbol(specification.Function, specification.Function, address, 0, IsIndirect: false);
    }

    private static IReadOnlyList<FunctionSymbol> FindNamed(ProbeSpecification specification, FunctionTable table)
    {
        var name = specification.Function;
        var found = table.Find(name);
        var isPattern = name.AsSpan().IndexOfAny('*', '?') >= 0
            && found.All(function => function.Raw != name && function.Name != name && NameShortener.Shorten(function.Name) != name);
        if (found.Count == 0)
        {
            throw CreateNotFound(specification, table);
        }

        if (found.FirstOrDefault(function => function.IsIndirect) is { } indirect)
        {
            var implementations = table.Functions
                .Where(f => !f.IsIndirect && f.Raw.Trim('_').StartsWith(indirect.Raw.Trim('_') + "_", StringComparison.Ordinal))
                .DistinctBy(f => f.Address).ToList();
            throw specification.CreateFailure(
                $"'{name}' has several implementations, one of which is chosen when a program starts (IFUNC)",
                implementations.Count > 0 ? $"Name them: {List(implementations)}; or with a pattern, as in {specification.Image}:__{name}_*"
                    : "Their names are in the debug symbols of the file, which are not installed; reports show the address of the one in use.");
        }

        if (found.Count > 1 && !isPattern)
        {
            throw specification.CreateFailure(
                $"{found.Count.ToString(CultureInfo.InvariantCulture)} functions have the name: {List(found)}",
                $"Name one by its address, as in {specification.Image}:0x{found[0].Address:x}, or by its parameters.");
        }

        if (found.Count > MaxMatches)
        {
            throw specification.CreateFailure(
                $"the pattern matches {found.Count.ToString("#,0", CultureInfo.InvariantCulture)} functions: {List(found)}",
                $"At most {MaxMatches.ToString(CultureInfo.InvariantCulture)} are probed at once; use a narrower pattern.");
        }

        return found;
    }

    private static ulong GetFileOffset(ProbeSpecification specification, FunctionTable table, FunctionSymbol function)
    {
        var address = function.Address + specification.Offset;
        if (function.Size > 0 && specification.Offset >= function.Size)
        {
            throw specification.CreateFailure(FormattableString.Invariant($"the function has only {function.Size} bytes"), null);
        }

        foreach (var segment in table.Image.Segments)
        {
            if (segment.IsLoad && segment.IsExecutable && address >= segment.Address && address - segment.Address < segment.FileSize)
            {
                InstructionStarts.Check(specification, table, address);
                return segment.Offset + (address - segment.Address);
            }
        }

        throw specification.CreateFailure($"there is no code at 0x{address:x}", "Addresses are those of nm and objdump, not of a running process.");
    }

    private static PerfHarnessException CreateNotFound(ProbeSpecification specification, FunctionTable table)
    {
        var (name, file) = (specification.Function, Path.GetFileName(table.Image.Path));
        if (table.Imports(name))
        {
            return specification.CreateFailure(
                $"{file} calls '{name}', but the function is in a library",
                $"Probe it there, as in libc.so.6:{name}; 'ldd {specification.Image}' lists the libraries.");
        }

        if (ManagedProgram.IsHost(table.Image.Path))
        {
            return specification.CreateFailure(
                $"{file} starts a .NET program and has no native function '{name}'", ManagedProgram.Alternative);
        }

        if (table.Functions.Count == 0)
        {
            return specification.CreateFailure(
                $"{file} has no symbols of functions",
                $"Install its debug symbols, or name the address, which reports show as {file}!0x1234: {specification.Image}:0x1234.");
        }

        var withoutParameters = NameShortener.Shorten(name);
        if (withoutParameters != name && table.Find(withoutParameters) is { Count: > 0 } others)
        {
            return specification.CreateFailure(
                $"{file} has no function '{name}', but {List(others)}",
                $"Name it as it is spelled there, or by its address, as in {specification.Image}:0x{others[0].Address:x}.");
        }

        return specification.CreateFailure(
            $"{file} has no function '{name}'",
            Suggest(table, name) ?? "Functions that the compiler inlined, and names of stripped files, are not there to be probed.");
    }

    // Of hundreds of thousands of names, first those that have the text in them.
    private static string? Suggest(FunctionTable table, string name)
    {
        const int MaxLength = 100;
        var names = table.Functions.Select(function => NameShortener.Shorten(function.Name)).Where(other => other.Length <= MaxLength)
            .OrderByDescending(other => other.Contains(name, StringComparison.OrdinalIgnoreCase))
            .ThenBy(other => Math.Abs(other.Length - name.Length));
        return CloseNames.Suggest(names.Select(other => new FunctionName("", other)), name);
    }

    private static string List(IReadOnlyList<FunctionSymbol> functions)
    {
        var listed = string.Join(", ", functions.Take(MaxListed).Select(function => $"0x{function.Address:x} {function.Name}"));
        return functions.Count > MaxListed
            ? string.Create(CultureInfo.InvariantCulture, $"{listed} and {functions.Count - MaxListed} more") : listed;
    }
}
