using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Instructions;

namespace PerfHarness.Cli.Tables;

/// <summary>
/// A function's instructions as text:
/// <code>
///  percent  samples     address   instruction
///           ; scan.c:12  while (*text)
///    12.34      123  * 40113a > movzx  eax,BYTE PTR [rbp-0x14]     * among the hottest   > a jump leads here
///              (45)    40113e   call   401040 &lt;isspace@plt>       (45) samples of a function that was inlined
/// </code>
/// </summary>
/// <param name="width">Longer lines are cut; null for none.</param>
/// <param name="useColors">Mark the hottest by color, too.</param>
internal sealed class InstructionOutput(TextWriter output, int? width, bool useColors, bool showBytes)
{
    private const string Hot = "\u001b[1;31m";
    private const string Faint = "\u001b[2m";
    private const string Reset = "\u001b[0m";

    private readonly SourceFiles _files = new();

    public void Write(CodeListing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        WriteText(listing.Title);
        if (listing.Function.Source is { } source)
        {
            WriteText(source.File);
        }

        WriteText(listing.GetCountingNote());
        if (listing.Samples == 0)
        {
            return;
        }

        WriteText(listing.SkidNote);
        foreach (var body in listing.Bodies)
        {
            output.WriteLine();
            WriteBody(listing, body);
        }
    }

    private void WriteBody(CodeListing listing, BodyListing body)
    {
        WriteText(listing.GetBodyTitle(body));
        foreach (var note in body.GetNotes())
        {
            WriteText(note);
        }

        output.WriteLine();
        if (body.Instructions.Count == 0)
        {
            PlainTable.Write(LineOutput.CreateTable(body.Locations, listing.Samples, listing.Function.Source?.File, _files), output);
            return;
        }

        var addresses = body.Instructions.Max(i => FormatAddress(i.Address).Length);
        var bytes = showBytes ? body.Instructions.Max(i => i.Bytes.Length) * 3 : 0;
        output.WriteLine($" percent  samples  {"address".PadLeft(addresses + 2)}   {(showBytes ? "bytes".PadRight(bytes) : "")}instruction");
        ListedInstruction? last = null;
        foreach (var instruction in body.Instructions)
        {
            if (instruction.FollowsGap)
            {
                output.WriteLine("  …");
            }

            if (!instruction.ContinuesLine(last))
            {
                WriteSource(instruction);
            }

            last = instruction;

            WriteInstruction(instruction, listing.Samples, addresses, bytes);
        }
    }

    private void WriteSource(ListedInstruction instruction)
    {
        if (instruction.GetSourceLine(_files) is { Length: > 0 } text)
        {
            WriteLine("          ; " + text, useColors ? Faint : null);
        }
    }

    private void WriteInstruction(ListedInstruction instruction, long all, int addresses, int bytes)
    {
        var percent = instruction.Samples > 0 ? NumberFormatter.FormatRatio(instruction.Samples, all) : "";
        var code = bytes > 0 ? instruction.FormatBytes().PadRight(bytes) : "";
        var mark = instruction.IsHot ? '*' : ' ';
        var target = instruction.IsJumpTarget ? '>' : ' ';
        var address = FormatAddress(instruction.Address).PadLeft(addresses);
        WriteLine($"{percent,8}  {instruction.FormatSamples(),7}  {mark} {address} {target} {code}{instruction.GetFullText()}",
            instruction.IsHot && useColors ? Hot : null);
    }

    // Of any length: a terminal wraps it.
    private void WriteText(string text) => output.WriteLine(SafeText.ToSingleLine(text));

    private void WriteLine(string text, string? style = null)
    {
        text = SafeText.ToSingleLine(text).TrimEnd();
        text = width is { } most && text.Length > most ? string.Concat(text.AsSpan(0, most - 1), "…") : text;
        output.WriteLine(style is null ? text : $"{style}{text}{Reset}");
    }

    private static string FormatAddress(ulong address) => address.ToString("x", CultureInfo.InvariantCulture);
}
