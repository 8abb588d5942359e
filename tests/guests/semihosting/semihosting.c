// Uses of its host what a C program uses: arguments, console, files, clock and exit code. Its output is the same on every host.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char name[] = "semihosting.tmp";

enum { lines = 500 };

static void check(const char *what, int good)
{
    printf("%s: %s\n", what, good ? "good" : "bad");
    if (!good) {
        exit(1);
    }
}

static void write_and_read_back(void)
{
    FILE *file = fopen(name, "w+");
    check("open", file != NULL);
    long written = 0;
    for (int i = 0; i < lines; i++) {
        written += fprintf(file, "line %d of %d\n", i, lines);
    }

    check("length", ftell(file) == written && fseek(file, 0, SEEK_END) == 0 && ftell(file) == written);
    rewind(file);
    char line[80];
    int same = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        int number = -1, of = 0;
        same += sscanf(line, "line %d of %d", &number, &of) == 2 && number == same && of == lines;
    }

    check("read back", same == lines && feof(file) && !ferror(file));
    check("close", fclose(file) == 0);

    file = fopen(name, "ab");
    check("append", file != NULL && fwrite("end", 1, 3, file) == 3 && fclose(file) == 0);
    file = fopen(name, "rb");
    check("seek", file != NULL && fseek(file, written, SEEK_SET) == 0);
    check("read", fread(line, 1, sizeof line, file) == 3 && memcmp(line, "end", 3) == 0);
    check("close", fclose(file) == 0);
}

int main(int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        printf("argument %d: %s\n", i, argv[i]);
    }

    printf("%d %08lx %s %.9f %e\n", -42, 0xC0FFEEUL, "text", 1.0 / 3.0, 6.02214076e23);
    char *large = malloc(1 << 20);
    check("heap", large != NULL && memset(large, 0x5A, 1 << 20) == large && large[(1 << 20) - 1] == 0x5A);
    free(large);

    write_and_read_back();
    check("remove", remove(name) == 0 && fopen(name, "r") == NULL && errno == ENOENT);

    clock_t before = clock();
    check("clock", before != (clock_t)-1 && clock() >= before);
    check("time", time(NULL) > 0);

    char line[80];
    check("input", fgets(line, sizeof line, stdin) != NULL);
    printf("read: %s", line);
    fprintf(stderr, "standard error\n");
    return 7;
}
