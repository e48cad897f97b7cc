# Sections of rows, measured in interleaved rounds. Sourced by ../bench.sh.
#
# work/rows has a line for each row: id, section, kind of base, label; work/runs.ID one for each round: wall, cpu, peak KiB.

TIMEFORMAT='%3R %3U %3S'
: >"$work/rows"
id=0
declare -A command option argument once

# Adds the peak of a command to those of its pipeline.
if [ -x /usr/bin/time ]; then
  peak() { /usr/bin/time -q -a -o "$work/peak" -f %M "$@"; }
else
  peak() { "$@"; }
fi

section() { title=$1 bases=${2:-} first=$((id + 1)); }   # TITLE [KINDS OF BASES]

# LABEL COMMAND [cold FILE | once | base KIND]…: the command is evaluated later, with $out a file for its output.
row() {
  local label=$1 base=''
  id=$((id + 1))
  command[$id]=$2
  shift 2
  while [ $# -gt 0 ]; do
    case $1 in
      cold) argument[$id]=$2 && shift ;;
      once) once[$id]=1 ;;
      base) base=$2 && shift ;;
    esac
    shift
  done
  printf '%s\t%s\t%s\t%s\n' "$id" "$title" "$base" "$label" >>"$work/rows"
}

each_tool() {   # LABEL COMMAND: of the tool, and of the one that it is compared with
  row "perfharness $1" "$2"
  [ -z "$before" ] || row "  before" "${2//\"\$tool\"/\"\$before\"}"
}

peer() {   # PROGRAM COMMAND [OPTIONS]
  if has "$1"; then row "$@"; else row "$1" ''; fi
}

supports_threads() { "$tool" collapse --help 2>/dev/null | grep -q -- '--threads '; }

run() {   # ID: one round
  local out=$work/out.$1
  : >"$work/peak"
  # Without rights, and on any file system: asks the kernel to forget the pages of this one file.
  [ -z "${argument[$1]:-}" ] || { sync "${argument[$1]}"; dd if="${argument[$1]}" iflag=nocache count=0 status=none; }
  { time background eval "${command[$1]}" >/dev/null 2>"$work/errors"; } 2>"$work/time" || return 1
  awk 'FNR == NR { peak += $1; next } { print $1, $2 + $3, peak + 0 }' "$work/peak" "$work/time" >>"$work/runs.$1"
}

measure_rows() {
  local round i
  for ((round = 1; round <= rounds; round++)); do
    for ((i = first; i <= id; i++)); do
      if [ -z "${command[$i]}" ] || [ -e "$work/failed.$i" ] || { [ -n "${once[$i]:-}" ] && [ "$round" -gt 1 ]; }; then
        continue
      fi
      run "$i" || { cp "$work/errors" "$work/failed.$i"; say "failed: ${command[$i]}"; tail -n 3 "$work/errors" >&2; }
    done
  done
}

measure_section() {
  local i different=''
  measure_rows
  for ((i = first; i <= id; i++)); do
    [ ! -e "$work/out.$i" ] || cmp -s "$work/out.$i" "$work/out.$first" || different+=" $i"
  done
  rm -f "$work"/out.* "$work/peer"
  print_table section "$different"
}

print_table() {   # KIND [IDS OF DIFFERENT OUTPUTS]
  {
    printf '\n%s\n' "$title"
    awk -v work="$work" -v first="$first" -v kind="$1" -v bases="$bases" -v different="${2:-} " \
      -f eng/bench/statistics.awk -f eng/bench/table.awk "$work/rows"
  } | tee -a "$folder/bench.txt"
}

write_json() {
  awk -v work="$work" -v machine="$machine" -v processors="$count" -v kernel="$(uname -r)" -v bytes="$(stat -Lc %s "$recording")" \
    -v samples="${samples:-0}" -v rounds="$rounds" -f eng/bench/statistics.awk -f eng/bench/json.awk "$work/rows" >"$folder/bench.json"
}

# Recordings of one kind in growing sizes: TITLE KIND VALUE…
growth() {
  section "$1"
  local kind=$2 value name
  shift 2
  for value in "$@"; do
    name=$kind-$value
    if [ "$kind" = samples ]; then
      multiply "$name" --samples "$value"
    else
      multiply "$name" --samples 1000000 "--$kind" "$value"
    fi || continue
    row "$value" "peak \"\$tool\" collapse -o \"\$work/grown\" \"\$work/$name.data\""
  done
  measure_rows
  print_table "$kind"
  for value in "$@"; do drop "$kind-$value"; done
  rm -f "$work/grown"
}
