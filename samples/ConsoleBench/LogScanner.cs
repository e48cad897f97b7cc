using System.Globalization;
using System.Text.RegularExpressions;

namespace ConsoleBench;

/// <summary>Reads log lines with a regular expression.</summary>
/// <param name="slow">Uses the interpreter, and a pattern that backtracks.</param>
internal sealed partial class LogScanner(bool slow)
{
    private static readonly Regex Slow = new(@"^(.*?) (.*?) GET (.*?)\?id=(.*?) status=(?<status>.*?) took=(?<took>.*?)ms$");

    public long TotalMilliseconds(string[] lines)
    {
        var total = 0L;
        foreach (var line in lines)
        {
            var match = (slow ? Slow : Line()).Match(line);
            if (match.Groups["status"].ValueSpan is not "200")
            {
                total += int.Parse(match.Groups["took"].ValueSpan, CultureInfo.InvariantCulture);
            }
        }

        return total;
    }

    [GeneratedRegex(@"^\S+ [A-Z]+ GET [a-z/]+\?id=[0-9]+ status=(?<status>[0-9]+) took=(?<took>[0-9]+)ms$")]
    private static partial Regex Line();
}
