using System.CommandLine;
using System.Globalization;
using PerfHarness.Recording;

namespace PerfHarness.Cli.Options;

/// <summary><c>--call-graph fp|dwarf[,bytes]|lbr|none</c> and <c>-g</c>.</summary>
internal sealed class CallGraphOption
{
    // What the kernel's field can hold, in steps of 8.
    private const int MaxStackBytes = 65_528;

    private readonly Option<string?> _mode = new("--call-graph")
    {
        HelpName = "fp|dwarf[,bytes]|lbr|none",
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"How call stacks are recorded; with dwarf, bytes of stack in each sample ({RecordOptions.DefaultDwarfStackBytes}). [default: fp]"),
    };

    private readonly Option<bool> _framePointer = new("-g") { Description = "Short for --call-graph fp." };

    public void AddTo(Command command)
    {
        _mode.CompletionSources.Add("fp", "dwarf", "lbr", "none");
        _mode.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && Parse(text) is null)
            {
                result.AddError(text.StartsWith("dwarf,", StringComparison.Ordinal)
                    ? string.Create(
                        CultureInfo.InvariantCulture, $"--call-graph dwarf takes a multiple of 8 up to {MaxStackBytes} bytes, not '{text[6..]}'.")
                    : $"'{text}' is not a valid value for --call-graph: use fp, dwarf, dwarf,BYTES, lbr or none.");
            }
        });
        command.Add(_mode);
        command.Add(_framePointer);
    }

    public CallGraphMode? GetMode(ParseResult parsed) =>
        parsed.GetValue(_mode) is { } text ? Parse(text)?.Mode : parsed.GetValue(_framePointer) ? CallGraphMode.FramePointer : null;

    public int? GetStackBytes(ParseResult parsed) => parsed.GetValue(_mode) is { } text ? Parse(text)?.Bytes : null;

    private static (CallGraphMode Mode, int? Bytes)? Parse(string text) => text switch
    {
        "fp" => (CallGraphMode.FramePointer, null),
        "dwarf" => (CallGraphMode.Dwarf, null),
        "lbr" => (CallGraphMode.LastBranchRecord, null),
        "none" or "no" => (CallGraphMode.None, null),
        ['d', 'w', 'a', 'r', 'f', ',', .. var size] when int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            && bytes is > 0 and <= MaxStackBytes && bytes % 8 == 0 => (CallGraphMode.Dwarf, bytes),
        _ => null,
    };
}
