namespace PerfHarness.Formats.Diagnostics;

/// <summary>A stable code such as <c>PH1003</c>. All are in <see cref="DiagnosticCodes"/>.</summary>
public readonly record struct DiagnosticCode(int Number) : IComparable<DiagnosticCode>
{
    /// <summary>Orders codes by number.</summary>
    public int CompareTo(DiagnosticCode other) => Number.CompareTo(other.Number);

    /// <summary><c>PH</c> and four digits.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PH{Number:D4}");

    /// <summary>Compares the numbers.</summary>
    public static bool operator <(DiagnosticCode left, DiagnosticCode right) => left.Number < right.Number;

    /// <summary>Compares the numbers.</summary>
    public static bool operator >(DiagnosticCode left, DiagnosticCode right) => left.Number > right.Number;

    /// <summary>Compares the numbers.</summary>
    public static bool operator <=(DiagnosticCode left, DiagnosticCode right) => left.Number <= right.Number;

    /// <summary>Compares the numbers.</summary>
    public static bool operator >=(DiagnosticCode left, DiagnosticCode right) => left.Number >= right.Number;
}
