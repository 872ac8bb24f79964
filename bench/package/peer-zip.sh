#!/bin/sh
mkdir -p "$2"
for folder in "$1"/*; do (cd "$folder" && zip -q -X -r "$2/$(basename "$folder").zip" .); done
