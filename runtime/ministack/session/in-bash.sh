# Keeps folder, variables, functions and options. Bash makes its own variables anew in each process.
__liftlock_scripts=$1 __liftlock_name=$2 __liftlock_kept=
if [ -f "$1/state" ]; then . "$1/state"; fi
__liftlock_keep() {
  __liftlock_kept=yes
  {
    local __liftlock_each __liftlock_names=()
    # First, because it changes OLDPWD.
    printf 'cd %q\n' "$PWD"
    for __liftlock_each in $(compgen -v); do
      case $__liftlock_each in
        BASH*|DIRSTACK|EUID|FUNCNAME|GROUPS|PPID|SHELLOPTS|UID|_|PIPESTATUS|LINENO|RANDOM|SRANDOM|SECONDS) ;;
        COMP_*|EPOCH*|HISTCMD|OPTERR|OPTIND|OPTARG|SHLVL|POSIXLY_CORRECT|__liftlock_*) ;;
        *) __liftlock_names+=("$__liftlock_each") ;;
      esac
    done
    declare -p "${__liftlock_names[@]}"
    # All but this one, which goes on without its name.
    unset -f __liftlock_keep
    declare -f
    printf 'umask '
    umask
    shopt -p
    set +o
  } >"$__liftlock_scripts/state" 2>/dev/null
}
trap 'if [ -z "$__liftlock_kept" ]; then __liftlock_keep; fi' EXIT
set --
. "$__liftlock_scripts/$__liftlock_name"
__liftlock_status=$?
__liftlock_keep
(exit "$__liftlock_status")
