# Writes everything that was measured.
BEGIN {
  printf "{\n  \"machine\": { \"processor\": %s, \"processors\": %d, \"kernel\": %s },\n", text(machine), processors, text(kernel)
  printf "  \"recording\": { \"bytes\": %.0f, \"samples\": %.0f },\n  \"rounds\": %d,\n  \"rows\": [", bytes, samples, rounds
}

function text(value) {
  gsub("[\"\\\\]", "\\\\&", value)
  return "\"" value "\""
}

{
  printf "%s\n    { \"section\": %s, \"command\": %s", (NR > 1 ? "," : ""), text($2), text($4)
  if (read_rounds($1)) {
    printf ", \"best\": %.3f, \"median\": %.4f, \"cpu\": %.3f, \"peakMiB\": %.1f, \"seconds\": [%s]", best[$1], median[$1], cpu[$1], peak[$1], all[$1]
  }
  printf " }"
}

END { print "\n  ]\n}" }
