#!/bin/bash
# Builds smp.elf, or the file given: ./build.sh [FILE]. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes smp.elf to the byte.
set -euo pipefail
output=$(realpath -m "${1:-$(dirname "$0")/smp.elf}")
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

flags=(-std=gnu2x -O2 -ffreestanding -fno-common -fno-tree-loop-distribute-patterns -mcpu=cortex-a15 -mfloat-abi=soft -marm
       -Wall -Wextra -Werror)
for source in start.S machine.c locks.c memory.c main.c; do
    arm-none-eabi-gcc "${flags[@]}" -c "$source" -o "$objects/${source%.*}.o"
done
arm-none-eabi-gcc "${flags[@]}" -nostdlib -static -T link.ld -Wl,--build-id=none -s -o "$output" \
    "$objects"/{start,machine,locks,memory,main}.o
