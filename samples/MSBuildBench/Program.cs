using Bench;

var rounds = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 14_000;
ulong sum = 0;
for (var i = 0; i < rounds; i++)
{
    sum += Table.Read();
}

Console.WriteLine($"{rounds} rounds, checksum {sum:x16}");
