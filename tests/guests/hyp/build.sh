#!/bin/bash
# Builds hyp.elf, or the file given: ./build.sh [FILE]. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes hyp.elf to the byte.
set -euo pipefail
output=$(realpath -m "${1:-$(dirname "$0")/hyp.elf}")
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

# The guest that it runs: the demo kernel as it is, without what only debuggers read.
arm-none-eabi-strip -o "$objects/demo.elf" ../demo/demo.elf

flags=(-std=gnu2x -O2 -ffreestanding -fno-common -mcpu=cortex-a15 -mfloat-abi=soft -marm -Wall -Wextra -Werror)
for source in start.S main.c memory.c; do
    arm-none-eabi-gcc "${flags[@]}" "-Wa,-I$objects" -c "$source" -o "$objects/${source%.*}.o"
done
arm-none-eabi-gcc "${flags[@]}" -nostdlib -static -T link.ld -Wl,--build-id=none -s -o "$output" "$objects"/{start,main,memory}.o
