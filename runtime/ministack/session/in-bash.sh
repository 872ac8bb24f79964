# Keeps folder, variables, functions and options. Bash makes its own variables anew in each process.
__liftlock_scripts=$1 __liftlock_name=$2
if [ -f "$1/state" ]; then . "$1/state"; fi
__liftlock_keep() {
  {
    local __liftlock_each
    # First, because it changes OLDPWD.
    printf 'cd %q\n' "$PWD"
    for __liftlock_each in $(compgen -v); do
      case $__liftlock_each in
        BASH*|DIRSTACK|EUID|FUNCNAME|GROUPS|PPID|SHELLOPTS|UID|_|PIPESTATUS|LINENO|RANDOM|SRANDOM|SECONDS) ;;
        COMP_*|EPOCH*|HISTCMD|OPTERR|OPTIND|OPTARG|SHLVL|POSIXLY_CORRECT|__liftlock_*) ;;
        *) declare -p "$__liftlock_each" ;;
      esac
    done
    declare -f | sed '/^__liftlock_keep ()/,/^}/d'
    printf 'umask %s\n' "$(umask)"
    shopt -p
    set +o
  } >"$__liftlock_scripts/state.new" 2>/dev/null
  mv "$__liftlock_scripts/state.new" "$__liftlock_scripts/state"
}
trap __liftlock_keep EXIT
set --
. "$__liftlock_scripts/$__liftlock_name"
__liftlock_status=$?
__liftlock_keep
(exit "$__liftlock_status")
