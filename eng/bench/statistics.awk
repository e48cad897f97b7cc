# Reads rows of measure.sh with their rounds: best[], median[], cpu[] and peak[] (of the best round), all[].
BEGIN { FS = "\t" }

function sort(values, n,   i, j, value) {
  for (i = 2; i <= n; i++) {
    value = values[i]
    for (j = i - 1; j > 0 && values[j] > value; j--) values[j + 1] = values[j]
    values[j + 1] = value
  }
}

function read_rounds(id,   line, fields, walls, n) {
  n = 0
  while ((getline line < (work "/runs." id)) > 0) {
    split(line, fields, " ")
    walls[++n] = fields[1] + 0
    all[id] = all[id] (n > 1 ? ", " : "") fields[1]
    if (n == 1 || walls[n] < best[id]) {
      best[id] = walls[n]; cpu[id] = fields[2]; peak[id] = fields[3] / 1024
    }
  }
  close(work "/runs." id)
  sort(walls, n)
  median[id] = n % 2 ? walls[(n + 1) / 2] : (walls[n / 2] + walls[n / 2 + 1]) / 2
  return n
}
