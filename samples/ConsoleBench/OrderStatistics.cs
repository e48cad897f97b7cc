namespace ConsoleBench;

/// <summary>Groups and sorts orders with LINQ.</summary>
/// <param name="slow">Searches the whole list for every customer instead of grouping once.</param>
internal sealed class OrderStatistics(bool slow)
{
    public long TopCustomers(Order[] orders)
    {
        var totals = slow ? TotalsSlowly(orders) : Totals(orders);
        return totals
            .OrderByDescending(pair => pair.Cents)
            .ThenBy(pair => pair.Customer, StringComparer.Ordinal)
            .Take(5)
            .Select((pair, rank) => pair.Cents * (rank + 1))
            .Sum();
    }

    private static IEnumerable<(string Customer, long Cents)> Totals(Order[] orders) =>
        from order in orders
        group order by order.Customer into customer
        select (customer.Key, customer.Sum(Cents));

    private static IEnumerable<(string Customer, long Cents)> TotalsSlowly(Order[] orders) =>
        from name in orders.Select(order => order.Customer).Distinct()
        let theirs = orders.Where(order => string.Compare(order.Customer, name, StringComparison.InvariantCultureIgnoreCase) == 0)
        select (name, theirs.Any() ? theirs.Sum(Cents) : 0);

    private static long Cents(Order order) => order.Items.Sum(item => (long)item.Cents * item.Quantity);
}
