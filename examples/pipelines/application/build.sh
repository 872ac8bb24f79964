# Makes the configuration of the stack from the version.
set -e
test -s version.txt
printf '{"Parameters": {"Version": "%s"}}\n' "$(cat version.txt)" >configuration.json
