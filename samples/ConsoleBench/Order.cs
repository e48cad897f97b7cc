namespace ConsoleBench;

internal sealed record Order(int Id, string Customer, Item[] Items);

internal sealed record Item(string Name, int Quantity, int Cents);
