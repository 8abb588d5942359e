#!/bin/bash
# Builds the guests of `introspect bench`: ./build.sh [FILE]. The name of FILE, such as hash.thumb.elf or hash.v5.arm.elf, says which
# one is built; without it all are, beside their sources. Debian 12's gcc-arm-none-eabi (12.2.rel1) makes them to the byte.
set -euo pipefail
output=${1:+$(realpath -m "$1")}
cd "$(dirname "$0")"

# What a guest is built for, by the middle of its name: where its board has RAM to load it to, and the CPU.
declare -A variants=(
    [arm]='0x40200000 -marm -mcpu=cortex-a15 -mfpu=neon-vfpv4 -mfloat-abi=hard'
    [thumb]='0x40200000 -mthumb -mcpu=cortex-a15 -mfpu=neon-vfpv4 -mfloat-abi=hard'
    [v5.arm]='0x200000 -marm -mcpu=arm926ej-s -mfloat-abi=soft'
    [v5.thumb]='0x200000 -mthumb -mcpu=arm926ej-s -mfloat-abi=soft'
    [v4t.arm]='0x200000 -marm -mcpu=arm920t -mfloat-abi=soft'
    [v4t.thumb]='0x200000 -mthumb -mcpu=arm920t -mfloat-abi=soft'
)

# Those that are about instructions which only some have.
floating=' float neon '

flags=(-std=gnu2x -O2 -fno-tree-vectorize -fno-math-errno -ffreestanding -fno-common -nostdlib -static -s
       -Wall -Wextra -Werror -T link.ld -Wl,--build-id=none)

build() { # ELF: NAME.VARIANT.elf
    local file name base options
    file=$(basename "$1" .elf)
    name=${file%%.*}
    read -r base options <<<"${variants[${file#*.}]}"
    # shellcheck disable=SC2086 # the options are words
    arm-none-eabi-gcc "${flags[@]}" $options "-Wl,--defsym=base=$base" "-DNAME=\"$name\"" -o "$1" \
        start.S support.c "$name.c" $(ls "$name.S" 2>/dev/null) -lgcc
}

if [ -n "$output" ]; then
    build "$output"
    exit
fi

for source in *.c; do
    name=${source%.c}
    for variant in "${!variants[@]}"; do
        if [ "$name" != support ] && { [[ $variant != v* ]] || [[ $floating != *" $name "* ]]; }; then
            build "$name.$variant.elf"
        fi
    done
done
