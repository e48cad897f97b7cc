using System.Globalization;
using Workloads;

// Workloads NAME ROUNDS [TUNED]: the same work every time, except for one function named Tuned, which does TUNED per mille of
// its default work.
if (args.Length is < 2 or > 3 || !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds))
{
    Console.Error.WriteLine("Workloads queries|text|threads|channels|expressions|numbers ROUNDS [TUNED]");
    return 2;
}

var tuned = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1000;
var sum = args[0] switch
{
    "queries" => Queries.Run(rounds, tuned),
    "text" => Texts.Run(rounds, tuned),
    "threads" => Threads.Run(rounds, tuned),
    "channels" => await Channels.RunAsync(rounds, tuned),
    "expressions" => Expressions.Run(rounds, tuned),
    "numbers" => Numbers.Run(rounds, tuned),
    _ => double.NaN,
};
Console.WriteLine(sum.ToString("R", CultureInfo.InvariantCulture));
return double.IsNaN(sum) ? 2 : 0;
