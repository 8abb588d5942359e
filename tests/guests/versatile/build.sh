#!/bin/bash
# Builds versatile.elf, or the file given: ./build.sh [FILE]. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes versatile.elf to the byte.
set -euo pipefail
output=$(realpath -m "${1:-$(dirname "$0")/versatile.elf}")
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

flags=(-std=gnu2x -O2 -ffreestanding -fno-common -march=armv5te -mfloat-abi=soft -marm -Wall -Wextra -Werror)
for source in start.S main.c; do
    arm-none-eabi-gcc "${flags[@]}" -c "$source" -o "$objects/${source%.*}.o"
done
arm-none-eabi-gcc "${flags[@]}" -nostdlib -static -T link.ld -Wl,--build-id=none -s -o "$output" "$objects"/{start,main}.o
