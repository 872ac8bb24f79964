# Without bash, exported variables and the folder are kept.
__liftlock_scripts=$1 __liftlock_name=$2
if [ -f "$1/state" ]; then . "$1/state"; fi
__liftlock_keep() {
  { export -p; printf "cd '%s'\n" "$PWD"; } >"$__liftlock_scripts/state"
}
trap __liftlock_keep EXIT
set --
. "$__liftlock_scripts/$__liftlock_name"
