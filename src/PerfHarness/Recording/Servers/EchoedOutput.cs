using System.Text;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Servers;

/// <summary>
/// What a process writes, passed on to our own streams unless it is to be quiet. Its last lines are kept for a message, and a
/// text is looked for in each stream, in however many pieces it comes.
/// </summary>
/// <param name="text">What is looked for; null for nothing.</param>
internal sealed class EchoedOutput(bool quiet, string? text = null)
{
    private const int KeptBytes = 4096;
    private const int ShownLines = 5;
    private const int ShownLineChars = 200;

    private readonly byte[] _text = Encoding.UTF8.GetBytes(text ?? "");
    private readonly Lock _lock = new();
    private readonly List<byte> _end = [];
    private volatile bool _found;

    public OutputTarget StandardOutput => OutputTarget.Reader(pipe => Read(pipe, quiet ? null : Console.OpenStandardOutput()));

    public OutputTarget StandardError => OutputTarget.Reader(pipe => Read(pipe, quiet ? null : Console.OpenStandardError()));

    /// <summary>The text has come.</summary>
    public bool IsFound => _found;

    /// <summary>A sentence with the last lines, to follow a message.</summary>
    public string Describe()
    {
        string end;
        lock (_lock)
        {
            end = Encoding.UTF8.GetString([.. _end]);
        }

        var lines = end.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(ShownLines)
            .Select(line => line.Length > ShownLineChars ? line[..ShownLineChars] + "…" : line).ToList();
        return lines.Count == 0 ? "It wrote no output." : $"Its last output: {string.Join(" | ", lines)}";
    }

    internal void Read(Stream pipe, Stream? echo)
    {
        var chunk = new byte[16 * 1024];
        var searched = new List<byte>();
        for (int read; (read = pipe.Read(chunk)) > 0;)
        {
            var bytes = chunk.AsSpan(0, read);
            Keep(bytes);
            if (_text.Length > 0 && !_found)
            {
                Search(searched, bytes);
            }

            try
            {
                echo?.Write(bytes);
            }
            catch (IOException)
            {
                // Nobody reads it any more; the process must not stop for that.
                echo = null;
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _end.AddRange(bytes.Length > KeptBytes ? bytes[^KeptBytes..] : bytes);
            if (_end.Count > KeptBytes)
            {
                _end.RemoveRange(0, _end.Count - KeptBytes);
            }
        }
    }

    private void Search(List<byte> searched, ReadOnlySpan<byte> bytes)
    {
        searched.AddRange(bytes);
        _found |= System.Runtime.InteropServices.CollectionsMarshal.AsSpan(searched).IndexOf(_text) >= 0;
        // Its first part may be the end of what has come.
        var kept = Math.Min(searched.Count, _text.Length - 1);
        searched.RemoveRange(0, searched.Count - kept);
    }
}
