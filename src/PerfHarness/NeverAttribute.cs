namespace PerfHarness;

/// <summary>
/// The matching functions must not appear in a test with <c>[PerfGate]</c> at all, not even as callers of others:
/// <c>[Never("*.Linq.*")]</c>.
/// </summary>
/// <param name="pattern"><c>*</c> matches any text, <c>?</c> one character; <c>libc.so.6!*</c> is all of a library.</param>
public sealed class NeverAttribute(string pattern) : MaxSelfShareAttribute(pattern, 0);
