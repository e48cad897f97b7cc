using System.Text.Json;

namespace ConsoleBench;

/// <summary>Writes orders as JSON and reads them back.</summary>
/// <param name="slow">Formats with indentation and reads through the document model first.</param>
internal sealed class OrderJson(bool slow)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public long RoundTrip(Order[] orders)
    {
        Order[] read;
        if (slow)
        {
            var text = JsonSerializer.Serialize(orders, Indented);
            using var document = JsonDocument.Parse(text);
            read = document.RootElement.EnumerateArray().Select(element => element.Deserialize<Order>()!).ToArray();
        }
        else
        {
            read = JsonSerializer.Deserialize<Order[]>(JsonSerializer.SerializeToUtf8Bytes(orders))!;
        }

        var cents = 0L;
        foreach (var order in read)
        {
            foreach (var item in order.Items)
            {
                cents += item.Cents * item.Quantity;
            }
        }

        return cents;
    }
}
