# A dry run with the analyzer and the notes only: nothing leaves the machine.
cd "$1" && GIT_CONFIG_GLOBAL=/dev/null exec "$2" "$3" --dry-run --no-ci
