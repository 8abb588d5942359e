#!/bin/bash
# Builds the guests of `introspect bench`, each for A32 and for T32: ./build.sh [FILE]. The name of FILE, such as hash.thumb.elf,
# says which one is built; without it all are, beside their sources. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes them to the byte.
set -euo pipefail
output=${1:+$(realpath -m "$1")}
cd "$(dirname "$0")"

flags=(-std=gnu2x -O2 -fno-tree-vectorize -fno-math-errno -ffreestanding -fno-common -nostdlib -static -s
       -mcpu=cortex-a15 -mfpu=neon-vfpv4 -mfloat-abi=hard -Wall -Wextra -Werror -T link.ld -Wl,--build-id=none)

build() { # ELF: NAME.arm.elf or NAME.thumb.elf
    local name isa
    IFS=. read -r name isa _ <<<"$(basename "$1")"
    arm-none-eabi-gcc "${flags[@]}" "-m$isa" "-DNAME=\"$name\"" -o "$1" start.S support.c "$name.c" $(ls "$name.S" 2>/dev/null)
}

if [ -n "$output" ]; then
    build "$output"
    exit
fi

for source in *.c; do
    name=${source%.c}
    if [ "$name" != support ]; then
        build "$name.arm.elf"
        build "$name.thumb.elf"
    fi
done
