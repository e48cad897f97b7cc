using System.Globalization;
using System.Text.RegularExpressions;
using PerfHarness.Formats.Elf;

namespace PerfHarness.Recording.Probes;

/// <summary>
/// Fetch arguments of a probe in a program. The kernel takes registers and memory; <c>$arg1</c> it knows in its own functions only, so
/// here it is translated by the calling convention. Names of variables would need DWARF and are not known.
/// </summary>
internal static partial class ProbeArguments
{
    private static readonly string[] X64Registers = ["%di", "%si", "%dx", "%cx", "%r8", "%r9"];

    /// <exception cref="Formats.Diagnostics.PerfHarnessException">An argument makes no sense where the probe is.</exception>
    public static IReadOnlyList<string> Translate(ProbeSpecification specification, ElfMachine machine)
    {
        var translated = new List<string>();
        foreach (var argument in specification.Arguments)
        {
            if (argument.Contains("$retval", StringComparison.Ordinal) && !specification.IsReturn)
            {
                throw ProbeSpecification.CreateUsageError(specification.Text, "$retval is known where the function returns: add %return");
            }

            translated.Add(NumberPattern().Replace(argument, match => TranslateNumber(specification, machine, match)));
        }

        return translated;
    }

    private static string TranslateNumber(ProbeSpecification specification, ElfMachine machine, Match match)
    {
        if (specification.IsReturn || specification.Offset > 0)
        {
            throw ProbeSpecification.CreateUsageError(
                specification.Text, $"{match.Value} is known at the start of the function only; name its register there, or probe the start");
        }

        var number = int.Parse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return (machine, number) switch
        {
            // Where the function starts, the return address is on top of the stack, and the seventh argument behind it.
            (ElfMachine.X64, >= 1 and <= 6) => X64Registers[number - 1],
            (ElfMachine.X64, > 6) => string.Create(CultureInfo.InvariantCulture, $"$stack{number - 6}"),
            (ElfMachine.Arm64, >= 1 and <= 8) => string.Create(CultureInfo.InvariantCulture, $"%x{number - 1}"),
            (ElfMachine.Arm64, > 8) => string.Create(CultureInfo.InvariantCulture, $"$stack{number - 9}"),
            _ => throw ProbeSpecification.CreateUsageError(specification.Text, $"{match.Value} is not known on this machine; name a register"),
        };
    }

    [GeneratedRegex(@"\$arg(?<number>[0-9]{1,3})\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberPattern();
}
