/* Doubles: systems of linear equations solved by elimination with pivoting, and how far the solution is off. */
#include "bench.h"

enum { order = 24, rounds = 8000 };

static double g_matrix[order][order + 1];
static double g_copy[order][order + 1];
static double g_solution[order];

static double magnitude(double value)
{
    return value < 0 ? -value : value;
}

static void eliminate(void)
{
    for (int column = 0; column < order; column++) {
        int pivot = column;
        for (int row = column + 1; row < order; row++) {
            if (magnitude(g_copy[row][column]) > magnitude(g_copy[pivot][column])) {
                pivot = row;
            }
        }
        for (int i = column; i <= order; i++) {
            double swapped = g_copy[pivot][i];
            g_copy[pivot][i] = g_copy[column][i];
            g_copy[column][i] = swapped;
        }
        for (int row = column + 1; row < order; row++) {
            double factor = g_copy[row][column] / g_copy[column][column];
            for (int i = column; i <= order; i++) {
                g_copy[row][i] -= factor * g_copy[column][i];
            }
        }
    }
    for (int row = order - 1; row >= 0; row--) {
        double sum = g_copy[row][order];
        for (int i = row + 1; i < order; i++) {
            sum -= g_copy[row][i] * g_solution[i];
        }
        g_solution[row] = sum / g_copy[row][row];
    }
}

static double residue(void)
{
    double squares = 0;
    for (int row = 0; row < order; row++) {
        double off = -g_matrix[row][order];
        for (int i = 0; i < order; i++) {
            off += g_matrix[row][i] * g_solution[i];
        }
        squares += off * off;
    }
    return __builtin_sqrt(squares);
}

uint32_t run(void)
{
    uint32_t random = 3, sum = 0;
    for (int round = 0; round < rounds; round++) {
        for (int row = 0; row < order; row++) {
            for (int i = 0; i <= order; i++) {
                g_copy[row][i] = g_matrix[row][i] = (double)(int32_t)(next_random(&random) % 2000) / 1000.0 - 1.0;
            }
        }
        eliminate();
        union {
            double number;
            uint32_t words[2];
        } last = {residue() + g_solution[round % order]};
        sum = sum * 31 + (last.words[0] ^ last.words[1]);
    }
    return sum;
}
