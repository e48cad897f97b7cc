using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Folding;

/// <summary>
/// A profile's stacks as folded lines, <c>command;frame;frame count</c>, one for each distinct text, in ordinal order.
/// <para>
/// Stacks whose frames read the same are merged in a second tree, over texts instead of frames, whose first level is the
/// command names. A walk through it in order gives the sorted lines without ever comparing two of them. A node occurs
/// twice among its siblings: as the line that ends there ("f") and as the prefix of the lines below it ("f;"), since
/// "f!g" sorts between the two.
/// </para>
/// </summary>
public sealed class FoldedStacks
{
    private readonly StackTable _tree;

    // Each with the ';' that follows it inside a line.
    private readonly byte[][] _texts;
    private readonly long[] _self;
    private readonly int[] _lineRank;
    private readonly int[] _prefixRank;

    private FoldedStacks(StackTable tree, IReadOnlyList<string> texts, long[] self)
    {
        _tree = tree;
        _self = self;
        _texts = new byte[texts.Count][];
        for (var i = 0; i < _texts.Length; i++)
        {
            _texts[i] = Encoding.UTF8.GetBytes(texts[i] + ";");
        }

        (_lineRank, _prefixRank) = TextRanks.Compute(_texts);
        foreach (var sum in self)
        {
            LineCount += sum != 0 ? 1 : 0;
        }
    }

    /// <summary>Lines that <see cref="Write"/> makes.</summary>
    public int LineCount { get; }

    /// <summary>Folds all samples of the main event.</summary>
    public static FoldedStacks Fold(Profile profile, FoldOptions? options = null) => Fold(SampleFilter.None.Apply(profile), options);

    /// <summary>Folds the selected samples.</summary>
    public static FoldedStacks Fold(SampleSelection selection, FoldOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(selection);
        options ??= FoldOptions.Default;
        options = options with { Measure = selection.Resolve(options.Measure) };
        var profile = selection.Profile;
        var folder = new StackFolder(profile, options);
        var rows = selection.RowSpan;
        var commands = new int[rows.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = folder.GetCommandText(profile.Samples[rows[i]].Thread);
        }

        // One command after another, so that the folder's memory of a command's stacks is one array and not one per command.
        foreach (var i in GroupOrder.Compute(commands))
        {
            folder.Add(profile.Samples[rows[i]]);
        }

        return new FoldedStacks(folder.Tree.Build(), folder.Texts, folder.GetSelf());
    }

    /// <summary>Writes the lines as UTF-8 with line feeds.</summary>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var lines = new FoldedLineWriter(output);
        new FoldedTreeWalker(_tree, _texts, _self, _lineRank, _prefixRank).WriteLines(lines);
    }

    /// <summary>The lines as text.</summary>
    public override string ToString()
    {
        using var text = new MemoryStream();
        Write(text);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
