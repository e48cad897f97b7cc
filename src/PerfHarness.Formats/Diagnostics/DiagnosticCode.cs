namespace PerfHarness.Formats.Diagnostics;

/// <summary>A stable code such as <c>PH1003</c>. All are in <see cref="DiagnosticCodes"/>.</summary>
public readonly record struct DiagnosticCode(int Number) : IComparable<DiagnosticCode>
{
    public int CompareTo(DiagnosticCode other) => Number.CompareTo(other.Number);

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PH{Number:D4}");

    public static bool operator <(DiagnosticCode left, DiagnosticCode right) => left.Number < right.Number;
    public static bool operator >(DiagnosticCode left, DiagnosticCode right) => left.Number > right.Number;
    public static bool operator <=(DiagnosticCode left, DiagnosticCode right) => left.Number <= right.Number;
    public static bool operator >=(DiagnosticCode left, DiagnosticCode right) => left.Number >= right.Number;
}
