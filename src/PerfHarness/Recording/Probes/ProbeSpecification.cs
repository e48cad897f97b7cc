using System.Globalization;
using System.Text.RegularExpressions;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Probes;

/// <summary>
/// Where a probe is wanted, as typed:
/// <code>
///   libc.so.6:malloc size=%di      ./server:ns::Cache::find(int)%return $retval      ./a.out:work+0x10      kernel:do_sys_open
///   image     function  arguments          function                  at its return        offset into it    of the kernel
/// </code>
/// A function may be an address (<c>0x1149</c>, as reports name code without symbols) or a pattern with <c>*</c> and <c>?</c>.
/// </summary>
internal sealed partial record ProbeSpecification
{
    private static readonly string[] KernelNames = ["kernel", "vmlinux"];

    private ProbeSpecification(string text, string image, string function) => (Text, Image, Function) = (text, image, function);

    /// <summary>As typed.</summary>
    public string Text { get; }

    /// <summary>A path, or the name of a program or library.</summary>
    public string Image { get; }

    /// <summary>Without offset and <c>%return</c>.</summary>
    public string Function { get; }

    /// <summary>Bytes behind the function's start.</summary>
    public ulong Offset { get; private init; }

    /// <summary>Where the function returns, not where it starts.</summary>
    public bool IsReturn { get; private init; }

    /// <summary>Fetch arguments as tracefs reads them, <c>name=%di</c>.</summary>
    public IReadOnlyList<string> Arguments { get; private init; } = [];

    public bool IsKernel => KernelNames.Contains(Image);

    /// <exception cref="PerfHarnessException">The text is not one.</exception>
    public static ProbeSpecification Parse(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var count = words.Length;
        while (count > 1 && ArgumentPattern().IsMatch(words[count - 1]))
        {
            count--;
        }

        var place = string.Join(' ', words.Take(count));
        var colon = FindColon(place);
        if (colon <= 0 || colon == place.Length - 1 || text.Any(char.IsControl))
        {
            throw CreateUsageError(text, "it names no function of a file");
        }

        var function = place[(colon + 1)..];
        var isReturn = function.EndsWith("%return", StringComparison.Ordinal);
        function = isReturn ? function[..^"%return".Length] : function;
        var offset = 0ul;
        if (OffsetPattern().Match(function) is { Success: true } match)
        {
            var digits = match.Groups["value"].Value;
            var isRead = digits.StartsWith("0x", StringComparison.Ordinal)
                ? ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out offset)
                : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out offset);
            function = isRead ? function[..match.Index] : throw CreateUsageError(text, $"'{digits}' is no offset");
        }

        if (function.Trim().Length == 0 || function.Contains('%', StringComparison.Ordinal))
        {
            throw CreateUsageError(text, function.Trim().Length == 0 ? "it names no function" : "only %return may follow a function");
        }

        if (isReturn && offset > 0)
        {
            throw CreateUsageError(text, "a function returns to its caller, so %return takes no offset");
        }

        return new ProbeSpecification(text.Trim(), place[..colon].Trim(), function.Trim())
        {
            Offset = offset,
            IsReturn = isReturn,
            Arguments = [.. words.Skip(count)],
        };
    }

    public static PerfHarnessException CreateUsageError(string text, string problem) => new(
        DiagnosticCodes.UsageError, $"--probe '{text}': {problem}.",
        "Give FILE:FUNCTION, as in: --probe libc.so.6:malloc, --probe './server:handle%return $retval', --probe './server:handle+0x10 n=%di'.");

    /// <summary>It is understood, and cannot be placed.</summary>
    public PerfHarnessException CreateFailure(string problem, string? remedy) =>
        new(DiagnosticCodes.ProbeInvalid, $"--probe '{Text}': {problem}.", remedy);

    // The first single colon behind the last slash of the path: a C++ name has double ones.
    private static int FindColon(string place)
    {
        for (var i = 0; i < place.Length; i++)
        {
            if (place[i] == ':' && (i + 1 == place.Length || place[i + 1] != ':'))
            {
                return i;
            }

            i += place[i] == ':' ? 1 : 0;
        }

        return -1;
    }

    // %di, $retval, $arg1, +8(%sp):u32, @0x1234, \7, each with or without "name=".
    [GeneratedRegex(@"^([A-Za-z_]\w*=)?([%$@\\]|[+-]u?(0x)?[0-9A-Fa-f]+\()", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ArgumentPattern();

    [GeneratedRegex(@"\+(?<value>0x[0-9A-Fa-f]+|[0-9]+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OffsetPattern();
}
