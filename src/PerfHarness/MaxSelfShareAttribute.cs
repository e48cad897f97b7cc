namespace PerfHarness;

/// <summary>
/// The matching functions together may take at most this part of the samples of a test with <c>[PerfGate]</c>:
/// <c>[MaxSelfShare("System.Text.RegularExpressions.*", 0.05)]</c>.
/// </summary>
/// <param name="pattern"><c>*</c> stands for any text, <c>?</c> for one character; <c>libc.so.6!*</c> is all of a library.</param>
/// <param name="share">Of all samples, 0 to 1: 0.05 is 5 %.</param>
public sealed class MaxSelfShareAttribute(string pattern, double share) : BudgetAttribute(pattern, share);
