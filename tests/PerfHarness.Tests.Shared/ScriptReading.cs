using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfScript;

namespace PerfHarness.Tests.Shared;

/// <summary>Everything that a reader makes of the text of <c>perf script</c>, as lines that can be compared.</summary>
internal static class ScriptReading
{
    /// <summary>Every line parsed where it stands: what the fast ways have to equal.</summary>
    public static readonly PerfScriptOptions Plain = new() { UsesTexts = false };

    public static List<string> Read(byte[] text, PerfScriptOptions options) => Read(new MemoryStream(text), options);

    public static List<string> Read(Stream text, PerfScriptOptions options)
    {
        var lines = new List<string>();
        var bag = new DiagnosticBag();
        var header = PerfScriptReader.Read(text, block => lines.AddRange(block.Samples.Select(s => Format(s, block))), bag, "script.txt", options: options);
        lines.AddRange(bag.ToList().Select(d => d.ToString()));
        lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"{header.SampleCount} samples, {header.MalformedLines} malformed, {header.LostRecords} lost, longest {header.LongestStack}, {header.HostName} {header.CommandLine}"));
        lines.AddRange(header.OtherRecords.Select(type => $"{type.Key} {type.Value}"));
        lines.AddRange(header.Events);
        return lines;
    }

    /// <summary>Leaf first.</summary>
    public static List<PerfScriptFrame> GetFrames(in PerfScriptSample sample, PerfScriptBlock block)
    {
        var frames = new List<PerfScriptFrame>();
        for (var row = sample.Stack; row != 0; row = block.Stacks.GetParent(row))
        {
            frames.Add(block.Frames[block.Stacks.GetKey(row)]);
        }

        return frames;
    }

    private static string Format(in PerfScriptSample sample, PerfScriptBlock block) =>
        $"{block.Heads[sample.Head]} {sample.Time} {sample.Period}: {string.Join(" < ", GetFrames(sample, block))}";
}
