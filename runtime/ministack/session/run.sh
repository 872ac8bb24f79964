# Chooses the shell: `sh` of the images is bash in its POSIX mode, which knows `[[` and `source`.
for each in /bin/bash /usr/bin/bash /usr/local/bin/bash /opt/homebrew/bin/bash; do
  if [ -x "$each" ]; then
    if [ -f "$1/bash" ]; then exec "$each" "$1/in-bash" "$1" "$2"; fi
    exec "$each" --posix "$1/in-bash" "$1" "$2"
  fi
done
exec sh "$1/in-sh" "$1" "$2"
