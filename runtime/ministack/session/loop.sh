# Runs the scripts whose names come in, and says how each ended in a line that begins with a word of its own.
# Each has a process of its own, which begins with what the one before left.
marker=$1 scripts=$2
while IFS= read -r name; do
  if [ -f "$scripts/state" ]; then
    env -i sh "$scripts/run" "$scripts" "$name" </dev/null 2>&1
  else
    sh "$scripts/run" "$scripts" "$name" </dev/null 2>&1
  fi
  printf '\n%s %s %s\n' "$marker" "$name" "$?"
done
