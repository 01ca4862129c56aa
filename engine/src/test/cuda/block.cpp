#include "block.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

namespace {

constexpr size_t STACK = 128 << 10;
constexpr size_t SHARED = 256 << 10;
constexpr size_t CANARY = 4 << 10;
constexpr unsigned char POISON = 0xff;

enum class State { READY, AT_BARRIER, AT_WARP, DONE };

struct Fiber {
    void* stackPointer;
    State state;
    const void* site;
    unsigned mask;
    uint64_t value;
    Runtime::Thread thread;
};

// The callee-saved registers of the System V ABI go to the old stack and come from the new one.
extern "C" void standin_switch(void** save, void* load);
asm(R"(
.text
.type standin_switch,@function
standin_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size standin_switch,.-standin_switch
)");

thread_local std::vector<Fiber> fibers;
thread_local Fiber* running;
thread_local void* scheduler;
thread_local void (*kernelCode)(void**);
thread_local void** kernelArguments;
thread_local unsigned char* stacks;
thread_local size_t stackCount;
thread_local Runtime* active;

void await(State state) {
    running->state = state;
    standin_switch(&running->stackPointer, scheduler);
}

extern "C" void standin_fiber() {
    kernelCode(kernelArguments);
    await(State::DONE);
}

void syncthreads(const void* site) {
    running->site = site;
    await(State::AT_BARRIER);
}

void exchange(unsigned mask, uint64_t value, const void* site) {
    unsigned lane = running->thread.threadIdx.x % 32;
    if (!(mask >> lane & 1)) {
        failLaunch("a lane calls a warp function whose mask does not have it");
    }
    running->mask = mask;
    running->value = value;
    running->site = site;
    await(State::AT_WARP);
}

void start(Fiber& fiber, unsigned char* stack) {
    // As if standin_switch had saved six registers; the ABI wants rsp = 8 modulo 16 at a function's first instruction.
    uintptr_t top = (reinterpret_cast<uintptr_t>(stack) + STACK) & ~uintptr_t{15};
    void** sp = reinterpret_cast<void**>(top) - 2;
    *sp = reinterpret_cast<void*>(&standin_fiber);
    sp -= 6;
    std::memset(sp, 0, 6 * sizeof(void*));
    fiber.stackPointer = sp;
    fiber.state = State::READY;
}

void reserveStacks(size_t threads) {
    if (threads > stackCount) {
        void* memory = mmap(nullptr, threads * STACK, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) {
            failLaunch("no memory for the threads' stacks");
        }
        if (stacks != nullptr) {
            munmap(stacks, stackCount * STACK);
        }
        stacks = static_cast<unsigned char*>(memory);
        stackCount = threads;
    }
}

// Whether the warp of this fiber has all lanes of its mask at the same function; then they go on.
bool releaseWarp(size_t index) {
    size_t warp = index / 32 * 32;
    Fiber& first = fibers[index];
    for (unsigned lane = 0; lane < 32; lane++) {
        if (first.mask >> lane & 1) {
            if (warp + lane >= fibers.size()) {
                failLaunch("the mask of a warp function has lanes that the block does not");
            }
            Fiber& other = fibers[warp + lane];
            if (other.state == State::DONE) {
                failLaunch("a lane in the mask of a warp function has ended");
            }
            if (other.state == State::AT_WARP && (other.site != first.site || other.mask != first.mask)) {
                failLaunch("the lanes of a warp are in different warp functions");
            }
            if (other.state != State::AT_WARP) {
                return false;
            }
        }
    }
    uint64_t given[32] = {};
    for (unsigned lane = 0; lane < 32; lane++) {
        if (first.mask >> lane & 1) {
            given[lane] = fibers[warp + lane].value;
        }
    }
    unsigned mask = first.mask;
    for (unsigned lane = 0; lane < 32; lane++) {
        if (mask >> lane & 1) {
            std::memcpy(fibers[warp + lane].thread.given, given, sizeof given);
            fibers[warp + lane].state = State::READY;
        }
    }
    return true;
}

void releaseBarrier() {
    const void* site = nullptr;
    for (Fiber& fiber : fibers) {
        if (fiber.state == State::DONE) {
            failLaunch("a thread has ended while others wait at a barrier");
        }
        if (fiber.state == State::AT_WARP) {
            failLaunch("a warp waits for a lane that is at a barrier or never comes");
        }
        if (site != nullptr && site != fiber.site) {
            failLaunch("threads of a block wait at different barriers");
        }
        site = fiber.site;
    }
    for (Fiber& fiber : fibers) {
        fiber.state = State::READY;
    }
}

void runBlock(Runtime& runtime, const std::vector<size_t>& order) {
    size_t done = 0;
    while (done < fibers.size()) {
        bool progress = false;
        for (size_t index : order) {
            Fiber& fiber = fibers[index];
            if (fiber.state == State::AT_WARP && releaseWarp(index)) {
                progress = true;
            }
            if (fiber.state == State::READY) {
                running = &fiber;
                runtime.current = &fiber.thread;
                standin_switch(&scheduler, fiber.stackPointer);
                progress = true;
                done += fiber.state == State::DONE;
            }
        }
        if (!progress) {
            releaseBarrier();
        }
    }
}

}  // namespace

void runGrid(Runtime& runtime, Dim3 grid, Dim3 block, size_t sharedBytes, uint64_t orderSeed,
             void (*kernel)(void**), void** arguments) {
    size_t threads = size_t{block.x} * block.y * block.z;
    if (sharedBytes + CANARY > SHARED) {
        failLaunch("more shared memory than the device has");
    }
    reserveStacks(threads);
    // Stacks are also kept between launches; shared memory is not, so that nobody relies on what a block left.
    static thread_local std::vector<unsigned char> shared(SHARED + 128);
    auto base = (reinterpret_cast<uintptr_t>(shared.data()) + 127) & ~uintptr_t{127};
    auto* memory = reinterpret_cast<unsigned char*>(base);
    active = &runtime;
    runtime.dynamicShared = memory;
    runtime.syncthreads = syncthreads;
    runtime.exchange = exchange;
    runtime.fail = failLaunch;
    kernelCode = kernel;
    kernelArguments = arguments;
    fibers.assign(threads, Fiber{});
    std::mt19937_64 random(orderSeed);
    std::vector<size_t> order(threads);
    for (size_t k = 0; k < threads; k++) {
        order[k] = k;
    }
    std::vector<size_t> blocks(size_t{grid.x} * grid.y * grid.z);
    for (size_t k = 0; k < blocks.size(); k++) {
        blocks[k] = k;
    }
    if (orderSeed != 0) {
        std::shuffle(blocks.begin(), blocks.end(), random);
    }
    for (size_t number : blocks) {
        if (orderSeed != 0) {
            std::shuffle(order.begin(), order.end(), random);
        }
        std::memset(memory, POISON, sharedBytes + CANARY);
        for (size_t k = 0; k < threads; k++) {
            Fiber& fiber = fibers[k];
            fiber.thread.threadIdx = {unsigned(k % block.x), unsigned(k / block.x % block.y),
                                      unsigned(k / block.x / block.y)};
            fiber.thread.blockIdx = {unsigned(number % grid.x), unsigned(number / grid.x % grid.y),
                                     unsigned(number / grid.x / grid.y)};
            fiber.thread.blockDim = block;
            fiber.thread.gridDim = grid;
            start(fiber, stacks + k * STACK);
        }
        runBlock(runtime, order);
        for (size_t k = sharedBytes; k < sharedBytes + CANARY; k++) {
            if (memory[k] != POISON) {
                failLaunch("a block wrote beyond its shared memory");
            }
        }
    }
}
