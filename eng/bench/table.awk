# Prints one section: of rows with their ratios, or of growth. Within 80 columns.
{
  id = $1
  rounds = read_rounds(id)
  if ($3 != "") base[$3] = best[id] # of cat the section's own, which is the last
  if (id >= first) { ids[++count] = id; label[id] = $4; measured[id] = rounds > 0 }
}

function ratio(id, kind,   value) {
  if (!index(" " bases " ", " " kind " ") || base[kind] <= 0) return "-"
  value = best[id] / base[kind]
  if (value > 0 && value < 0.9) return sprintf(value > 0.1 ? "1/%.1f" : "1/%.0f", 1 / value)
  return sprintf(value < 10 ? "%.2f" : "%.0f", value)
}

function failure(id) {
  return (getline line < (work "/failed." id)) >= 0 ? "failed" : "not measured: not on PATH"
}

END { if (kind == "section") print_section(); else print_growth() }

function print_section(   i) {
  printf "%-29s %7s %7s %7s %5s %7s %6s %5s\n", "", "best", "median", "cpu", "MiB", "/script", "/rept", "/cat"
  for (i = 1; i <= count; i++) {
    id = ids[i]
    if (!measured[id]) { printf "%-29s %s\n", label[id], failure(id); continue }
    printf "%-29s %7.3f %7.3f %7.3f %5.0f ", label[id], best[id], median[id], cpu[id], peak[id]
    printf "%7s %6s %5s\n", ratio(id, "script"), ratio(id, "report"), ratio(id, "cat")
  }
  for (i = 1; i <= count; i++) if (index(different, " " ids[i] " ")) printf "the output of '%s' is another one\n", label[ids[i]]
}

function times(value, before) { return before > 0 ? sprintf("%.2f", value / before) : "-" }

# Samples: time of each further one, beyond the smaller recording. Others: relative to the first row.
function print_growth(   i, previous, further, size) {
  last = kind == "samples" ? "ns further" : "time"
  printf "%12s %8s %8s %8s %6s %10s %10s %9s\n", kind, "best", "median", "cpu", "MiB", "ns/sample", last, "memory"
  for (i = 1; i <= count; i++) {
    id = ids[i]
    if (!measured[id]) { printf "%12s %s\n", label[id], failure(id); continue }
    size = kind == "samples" ? label[id] : 1000000
    if (kind == "samples") {
      further[i] = i > 1 ? (best[id] - best[previous]) * 1e9 / (size - label[previous]) : 0
      last = i > 1 ? sprintf("%.0f", further[i]) : "-"
    } else last = times(best[id], best[ids[1]])
    printf "%12s %8.3f %8.3f %8.3f %6.0f %10.0f %10s %9s\n", label[id], best[id], median[id], cpu[id], peak[id], best[id] * 1e9 / size, last,
      i == 1 ? "-" : times(peak[id], kind == "samples" ? peak[previous] : peak[ids[1]])
    previous = id
  }
  if (kind == "samples" && count > 3)
    printf "from %d to %d samples: %s\n(time of a further sample %s, memory %s of that before)\n", label[ids[count - 1]], label[ids[count]],
      (further[count] <= 1.15 * further[count - 1] && peak[previous] <= 1.15 * peak[ids[count - 1]] ? "" : "NOT ") "flat within 15 %",
      times(further[count], further[count - 1]), times(peak[previous], peak[ids[count - 1]])
}
