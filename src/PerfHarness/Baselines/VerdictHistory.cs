using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Baselines;

/// <summary>
/// The verdicts of this checkout, one line each in a file for each benchmark, beside the baselines and not for version control.
/// A line that cannot be read is skipped; the oldest are dropped.
/// <code>
///   perfharness/verdicts/
///     .gitignore
///     json.verdicts   time ⇥ fingerprint ⇥ pin ⇥ commit ⇥ outcome ⇥ evidence ⇥ runs ⇥ runs ⇥ seconds ⇥ function ⇥ change ⇥ adjusted p
/// </code>
/// </summary>
/// <param name="directory">Created when something is stored.</param>
internal sealed class VerdictHistory(string directory)
{
    /// <summary>Verdicts that are kept at least; twice as many at most.</summary>
    public const int MaxEntries = 500;

    private const int ColumnCount = 12;
    private const long MaxFileLength = 16 << 20;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    public string Folder => directory;

    /// <summary>That of the baselines in a folder.</summary>
    public static VerdictHistory Of(string baselineDirectory) => new(BaselinePaths.GetCompanion(baselineDirectory, "verdicts"));

    /// <summary>The benchmark's verdicts, oldest first; empty if there are none.</summary>
    /// <exception cref="PerfHarnessException">They cannot be read.</exception>
    public IReadOnlyList<VerdictHistoryEntry> Read(string bench)
    {
        ArgumentNullException.ThrowIfNull(bench);
        return [.. ReadLines(GetPath(bench)).Select(line => TryParse(bench, line)).OfType<VerdictHistoryEntry>()];
    }

    /// <summary>Adds a verdict. Any number of processes may do so at once.</summary>
    /// <exception cref="PerfHarnessException">It cannot be written.</exception>
    public async Task AppendAsync(VerdictHistoryEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var path = GetPath(entry.Bench);
        try
        {
            Directory.CreateDirectory(directory);
            using var folderLock = await LockAsync(cancellation).ConfigureAwait(false);
            var ignore = Path.Combine(directory, ".gitignore");
            if (!File.Exists(ignore))
            {
                AtomicFile.Write(ignore, static stream => stream.Write("# Verdicts of this checkout: not for version control.\n*\n"u8));
            }

            // Rewritten as a whole: a writer that is killed leaves the old lines or the new ones.
            var lines = ReadLines(path);
            var kept = lines.Count >= 2 * MaxEntries ? lines.TakeLast(MaxEntries - 1) : lines;
            var text = string.Concat(kept.Append(Format(entry)).Select(line => line + "\n"));
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.OutputNotWritable, $"cannot add to the verdicts in '{directory}': {e.Message}", null, path, e);
        }
    }

    private static string Format(VerdictHistoryEntry e) => string.Join(
        '\t',
        e.Time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        BaselineText.Escape(e.Fingerprint), BaselineText.Escape(e.Pin ?? ""), BaselineText.Escape(e.Commit), BaselineText.Escape(e.Outcome),
        BaselineText.Escape(e.Evidence), FormatNumber(e.BaselineRuns), FormatNumber(e.CandidateRuns), FormatNumber(Math.Round(e.Seconds, 1)),
        BaselineText.Escape(e.Function), FormatNumber(e.Change), FormatNumber(e.AdjustedPValue));

    private static string FormatNumber(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static VerdictHistoryEntry? TryParse(string bench, string line)
    {
        var columns = line.Split('\t');
        if (columns.Length != ColumnCount
            || !DateTimeOffset.TryParseExact(columns[0], "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            || !int.TryParse(columns[6], NumberStyles.None, CultureInfo.InvariantCulture, out var baselineRuns)
            || !int.TryParse(columns[7], NumberStyles.None, CultureInfo.InvariantCulture, out var candidateRuns))
        {
            return null;
        }

        int[] textColumns = [1, 2, 3, 4, 5, 9];
        int[] numberColumns = [8, 10, 11];
        var texts = textColumns.Select(i => BaselineText.TryUnescape(columns[i], out var text) ? text : null).ToList();
        var numbers = numberColumns
            .Select(i => double.TryParse(columns[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number : (double?)null).ToList();
        return texts.Contains(null) || numbers.Exists(number => number is null) ? null : new VerdictHistoryEntry(
            time, bench, texts[0]!, texts[1]!.Length == 0 ? null : texts[1], texts[2]!,
            texts[3]!, texts[4]!, baselineRuns, candidateRuns, numbers[0]!.Value,
            texts[5]!, numbers[1]!.Value, numbers[2]!.Value);
    }

    // A file that is larger than any history is another's: it is replaced.
    private static IReadOnlyList<string> ReadLines(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MaxFileLength } && RegularFile.Exists(path)
                ? [.. File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries)]
                : [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot read '{path}': {e.Message}", null, path, e);
        }
    }

    private string GetPath(string bench) => Path.Combine(directory, StoreFileName.Encode(bench) + ".verdicts");

    private async Task<FolderLock> LockAsync(CancellationToken cancellation)
    {
        for (var (wait, waited) = (1, TimeSpan.Zero); ; wait = Math.Min(wait * 2, 50))
        {
            if (FolderLock.TryAcquire(directory) is { } folderLock)
            {
                return folderLock;
            }

            if (waited > MaxWait)
            {
                throw new IOException("another process holds the lock on the folder");
            }

            await Task.Delay(wait, cancellation).ConfigureAwait(false);
            waited += TimeSpan.FromMilliseconds(wait);
        }
    }
}
