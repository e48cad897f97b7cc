using System.Globalization;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// The values that a number among <see cref="FlameGraphOptions"/> may have, by the name of its option. This is their only
/// definition: <see cref="FlameGraphOptionsValidator"/> and the command line check against the same limits.
/// </summary>
/// <param name="IsMinimumExcluded">The value must be above <paramref name="Minimum"/>, not equal to it.</param>
internal sealed record FlameGraphLimit(string Option, double Minimum, double Maximum, string Unit = "", bool IsMinimumExcluded = false)
{
    public static readonly FlameGraphLimit Width = new("--width", 100, 100_000, " pixels");
    public static readonly FlameGraphLimit FrameHeight = new("--height", 2, 1000, " pixels");
    public static readonly FlameGraphLimit MinWidth = new("--minwidth", 0, 1_000_000_000);
    public static readonly FlameGraphLimit FontSize = new("--fontsize", 0, 1000, " pixels", IsMinimumExcluded: true);
    public static readonly FlameGraphLimit FontWidth = new("--fontwidth", 0, 10, " em", IsMinimumExcluded: true);
    public static readonly FlameGraphLimit Factor = new("--factor", 0, 1_000_000_000_000, IsMinimumExcluded: true);
    public static readonly FlameGraphLimit Total = new("--total", 1, long.MaxValue);

    public string Message => Maximum >= long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"{Option} must be at least {Minimum}{Unit}.")
        : IsMinimumExcluded
            ? string.Create(CultureInfo.InvariantCulture, $"{Option} must be above {Minimum} and at most {Maximum}{Unit}.")
            : string.Create(CultureInfo.InvariantCulture, $"{Option} must be {Minimum} to {Maximum}{Unit}.");

    public bool Includes(double value) => (IsMinimumExcluded ? value > Minimum : value >= Minimum) && value <= Maximum;
}
