#!/bin/bash
# Builds demo.elf, or the file given: ./build.sh [FILE]. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes demo.elf to the byte.
set -euo pipefail
output=$(realpath -m "${1:-$(dirname "$0")/demo.elf}")
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

flags=(-std=gnu2x -O2 -gdwarf-4 -ffreestanding -fno-common -mcpu=cortex-a15 -mfpu=neon-vfpv4 -mfloat-abi=hard
       -Wall -Wextra -Werror "-fdebug-prefix-map=$PWD=tests/guests/demo" "-fdebug-prefix-map=$objects=tests/guests/demo")
for source in start.S kernel.c devices.c mmu.c format.c; do
    arm-none-eabi-gcc "${flags[@]}" -marm -c "$source" -o "$objects/${source%.*}.o"
done
for source in tasks.c shell.c; do
    arm-none-eabi-gcc "${flags[@]}" -mthumb -c "$source" -o "$objects/${source%.*}.o"
done
arm-none-eabi-gcc "${flags[@]}" -nostdlib -static -T link.ld -Wl,--build-id=none -o "$output" \
    "$objects"/{start,kernel,devices,mmu,format,tasks,shell}.o
