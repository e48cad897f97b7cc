namespace PerfHarness;

/// <summary>
/// The matching functions together may have at most this share of the samples of a test with <c>[PerfGate]</c>:
/// <c>[MaxSelfShare("System.Text.RegularExpressions.*", 0.05)]</c>.
/// </summary>
/// <param name="pattern"><c>*</c> matches any text, <c>?</c> one character; <c>libc.so.6!*</c> is all of a library.</param>
/// <param name="share">Of all samples, 0 to 1: 0.05 is 5 %.</param>
public sealed class MaxSelfShareAttribute(string pattern, double share) : BudgetAttribute(pattern, share);
