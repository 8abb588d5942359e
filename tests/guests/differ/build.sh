#!/bin/bash
# Builds every variant of the harness, or the one that the file given is named after: ./build.sh [FILE]. Debian 12's gcc-arm-none-eabi
# (12.2.rel1) makes the files of this folder to the byte.
set -euo pipefail
wanted=$(realpath -m "${1:-$(dirname "$0")/all}")
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

# file           start of RAM  instructions
variants="
differ-v4.elf    0x00000000    -march=armv4
differ-v5.elf    0x00000000    -march=armv5te+fp
differ-v6.elf    0x00000000    -march=armv6+fp
differ-v7.elf    0x00000000    -march=armv7-a+neon
differ.elf       0x40000000    -march=armv7-a+mp+neon-vfpv4
"

# The C part must leave the VFP registers alone, and must not turn its loops into calls of a library that is not there.
while read -r file ram march; do
    [ -n "$file" ] && [[ ${wanted##*/} == all || ${wanted##*/} == "$file" ]] || continue
    flags=(-marm "$march" "-DDIFFER_RAM=$ram" -O2 -gdwarf-4 -ffreestanding -fno-common -Wall -Wextra -Werror
           -Wa,-mno-warn-deprecated "-fdebug-prefix-map=$PWD=tests/guests/differ" "-fdebug-prefix-map=$objects=tests/guests/differ")
    float=softfp
    [ "$march" != -march=armv4 ] || float=soft
    arm-none-eabi-gcc "${flags[@]}" -mfloat-abi=$float -c start.S -o "$objects/start.o"
    arm-none-eabi-gcc "${flags[@]}" -mgeneral-regs-only -mfloat-abi=soft -std=gnu2x -fno-tree-loop-distribute-patterns \
        -c differ.c -o "$objects/differ.o"
    arm-none-eabi-gcc "${flags[@]}" -mfloat-abi=soft -nostdlib -static -T link.ld "-Wl,--defsym=ram=$ram" -Wl,--build-id=none \
        -o "${wanted%/*}/$file" "$objects"/{start,differ}.o
done <<<"$variants"
