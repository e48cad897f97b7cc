using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace PerfHarness.Cli.Options;

/// <summary><c>-m 512</c> pages, or <c>-m 4M</c>.</summary>
internal sealed class BufferOption
{
    private readonly Option<string?> _size = new("--mmap-pages", "-m")
    {
        HelpName = "pages|size",
        Description = "Buffer per CPU: a power of two of pages, or a size such as 512K or 4M, which is rounded up to one. Default: perf's.",
    };

    public void AddTo(Command command)
    {
        _size.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && Parse(text) is null)
            {
                result.AddError($"--mmap-pages must be a power of two, or a size such as 512K or 4M, not '{text}'.");
            }
        });
        command.Add(_size);
    }

    public int? GetPages(ParseResult parsed) => parsed.GetValue(_size) is { } text ? Parse(text) : null;

    private static int? Parse(string text)
    {
        var shift = text.Length == 0 ? -1 : char.ToUpperInvariant(text[^1]) switch { 'B' => 0, 'K' => 10, 'M' => 20, 'G' => 30, _ => -1 };
        var digits = shift < 0 ? text : text[..^1];
        if (!uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return null;
        }

        var pages = shift < 0
            ? number
            : BitOperations.RoundUpToPowerOf2((ulong)Math.Ceiling(((ulong)number << shift) / (double)Environment.SystemPageSize));
        return BitOperations.IsPow2(pages) && pages <= 1 << 24 ? (int)pages : null;
    }
}
