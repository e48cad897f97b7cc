namespace ConsoleBench;

/// <param name="Kind">'0' for a number, otherwise the character itself; '\0' at the end.</param>
internal readonly record struct Token(char Kind, long Value);
