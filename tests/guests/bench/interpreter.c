/* A stack machine whose operations are called through a table: indirect calls that a predictor cannot know by their place. */
#include "bench.h"

enum { stack_size = 16, variables = 4, rounds = 1700 * 1000 };

struct vm {
    const uint8_t *pc;
    uint32_t *top;
    uint32_t variables[variables];
    int running;
    uint32_t stack[stack_size];
};

enum opcode { push, load, store, add, multiply, exclusive_or, rotate, decrement, jump_if, halt, opcodes };

static void op_push(struct vm *vm)
{
    *++vm->top = *vm->pc++;
}

static void op_load(struct vm *vm)
{
    *++vm->top = vm->variables[*vm->pc++];
}

static void op_store(struct vm *vm)
{
    vm->variables[*vm->pc++] = *vm->top--;
}

static void op_add(struct vm *vm)
{
    uint32_t right = *vm->top--;
    *vm->top += right;
}

static void op_multiply(struct vm *vm)
{
    uint32_t right = *vm->top--;
    *vm->top *= right;
}

static void op_exclusive_or(struct vm *vm)
{
    uint32_t right = *vm->top--;
    *vm->top ^= right;
}

static void op_rotate(struct vm *vm)
{
    uint32_t value = *vm->top;
    *vm->top = value >> 5 | value << 27;
}

static void op_decrement(struct vm *vm)
{
    vm->variables[*vm->pc++]--;
}

static void op_jump_if(struct vm *vm)
{
    uint32_t variable = *vm->pc++;
    int8_t distance = (int8_t)*vm->pc++;
    if (vm->variables[variable]) {
        vm->pc += distance;
    }
}

static void op_halt(struct vm *vm)
{
    vm->running = 0;
}

static void (*const g_operations[opcodes])(struct vm *) = {
    op_push, op_load, op_store, op_add, op_multiply, op_exclusive_or, op_rotate, op_decrement, op_jump_if, op_halt,
};

/* Variable 0 counts down, 1 holds the sum, 2 the last term. */
static const uint8_t g_program[] = {
    load, 0, load, 2, exclusive_or, push, 13, multiply, rotate, store, 2,
    load, 1, load, 2, add, store, 1,
    decrement, 0, jump_if, 0, (uint8_t)-23,
    halt,
};

uint32_t run(void)
{
    struct vm vm = {.pc = g_program, .running = 1, .variables = {rounds}};
    vm.top = vm.stack;
    while (vm.running) {
        g_operations[*vm.pc++](&vm);
    }
    return vm.variables[1];
}
