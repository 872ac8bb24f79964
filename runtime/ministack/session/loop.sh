# Runs the scripts whose names come in, and says how each ended in a line that begins with a word of its own.
# Each has a process of its own, which begins with what the one before left.
marker=$1 scripts=$2
# `sh` of the images is bash in its POSIX mode, which knows `[[` and `source`.
shell=sh posix= program=$scripts/in-sh
for each in /bin/bash /usr/bin/bash /usr/local/bin/bash /opt/homebrew/bin/bash; do
  if [ -x "$each" ]; then
    shell=$each program=$scripts/in-bash
    if [ ! -f "$scripts/bash" ]; then posix=--posix; fi
    break
  fi
done
while IFS= read -r name; do
  if [ -f "$scripts/state" ]; then
    env -i "$shell" $posix "$program" "$scripts" "$name" </dev/null 2>&1
  else
    "$shell" $posix "$program" "$scripts" "$name" </dev/null 2>&1
  fi
  printf '\n%s %s %s\n' "$marker" "$name" "$?"
done
