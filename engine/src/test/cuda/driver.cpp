// The driver API of the software device, as far as the engine uses it. Numbers are those of cuda.h.
#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "block.h"
#include "control.h"

namespace {

enum Result {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    NO_BINARY_FOR_GPU = 209,
    INVALID_PTX = 218,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    NOT_READY = 600,
    ILLEGAL_ADDRESS = 700,
    LAUNCH_FAILED = 719,
};

constexpr size_t PAGE = 4096;
// Before and behind an allocation; only addresses, no memory.
constexpr size_t GUARD = 16 << 20;
constexpr size_t FRONT = PAGE;
constexpr unsigned char POISON = 0xff;
constexpr int SHARED_PER_BLOCK = 48 << 10;
constexpr int SHARED_OPT_IN = 227 << 10;
constexpr int MOST_DEVICES = 8;

std::recursive_mutex guard;

// An allocation: [GUARD: no access][FRONT: canary][data, to the end of a page][GUARD: no access].
struct Memory {
    unsigned char* map;
    size_t mapped;
    unsigned char* data;
    size_t bytes;
    int device;
};

std::map<uintptr_t, Memory> memories;
// Of each device.
uint64_t total = uint64_t{4} << 30;
uint64_t allocated[MOST_DEVICES];
uint64_t peak;
int deviceCount = 1;
int architecture = 90;

struct Module {
    void* library;
};

struct Function {
    int device;
    std::string name;
    void (*launch)(void**);
    // Bytes of each parameter, then 0.
    const int* parameterSizes;
    Runtime* runtime;
    int sharedLimit = SHARED_PER_BLOCK;
};

struct Event;

struct Stream {
    int device;
    std::deque<std::function<void()>> pending;
};

struct Event {
    // Where its last record stands: done, or still pending in that stream.
    bool recorded = false;
    bool done = false;
    uint64_t version = 0;
    Stream* stream = nullptr;
    std::chrono::steady_clock::time_point time;
};

bool initialised;
// A context is the address of its device's element.
thread_local void* currentContext;
char contexts[MOST_DEVICES];
std::map<void*, std::unique_ptr<Stream>> streams;
std::map<void*, std::unique_ptr<Event>> events;
std::map<void*, std::unique_ptr<Function>> functions;
std::map<std::string, int64_t> launchCounts;
// What was asked of streams since the last time that tests asked, in order.
std::vector<std::pair<const Stream*, std::string>> asked;
std::string askedText;
int64_t failAfter = -1;
int failWith = LAUNCH_FAILED;
bool skipLaunches;
// Driver calls that fail: how many succeed before, and with what they fail then.
std::map<std::string, std::pair<int64_t, int>> failing;
uint64_t order;
uint64_t launchNumber;
// An error of asynchronous work stays, as on a device, until the process ends: every call that may return errors of
// earlier work returns it. Tests that cause one run in a process of their own.
int sticky = SUCCESS;
std::string message;

thread_local sigjmp_buf escape;
thread_local volatile bool inKernel;
thread_local const char* failure;
struct sigaction previousSegv;
struct sigaction previousBus;

void onFault(int signal, siginfo_t* info, void* context) {
    if (inKernel) {
        failure = "an access outside the device's memory";
        siglongjmp(escape, 2);
    }
    // Java's own faults, such as null checks, go to Java's handler.
    struct sigaction& previous = signal == SIGSEGV ? previousSegv : previousBus;
    if (previous.sa_flags & SA_SIGINFO) {
        previous.sa_sigaction(signal, info, context);
    } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
        previous.sa_handler(signal);
    } else {
        ::signal(signal, SIG_DFL);
    }
}

// Only while a kernel runs: outside of it, the process is as it was.
struct FaultsCaught {
    FaultsCaught() {
        struct sigaction action = {};
        action.sa_sigaction = onFault;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
        sigaction(SIGSEGV, &action, &previousSegv);
        sigaction(SIGBUS, &action, &previousBus);
    }
    ~FaultsCaught() {
        sigaction(SIGSEGV, &previousSegv, nullptr);
        sigaction(SIGBUS, &previousBus, nullptr);
    }
};

bool canariesLive() {
    for (auto& [_, memory] : memories) {
        for (unsigned char* p = memory.map + GUARD; p < memory.data; p++) {
            if (*p != POISON) {
                return false;
            }
        }
        for (unsigned char* p = memory.data + memory.bytes; p < memory.map + memory.mapped - GUARD; p++) {
            if (*p != POISON) {
                return false;
            }
        }
    }
    return true;
}

void launch(Function& function, Dim3 grid, Dim3 block, size_t shared, void** arguments) {
    if (sticky != SUCCESS) {
        return;
    }
    if (failAfter == 0) {
        failAfter = -1;
        sticky = failWith;
        message = function.name + ": failed because a test asked for it";
        return;
    }
    failAfter -= failAfter > 0;
    if (skipLaunches) {
        return;
    }
    FaultsCaught faults;
    failure = nullptr;
    int left = sigsetjmp(escape, 1);
    if (left == 0) {
        inKernel = true;
        uint64_t seed = order == 0 ? 0 : order * 0x9e3779b97f4a7c15u + launchNumber++;
        runGrid(*function.runtime, grid, block, shared, seed, function.launch, arguments);
    }
    inKernel = false;
    if (left == 0 && !canariesLive()) {
        left = 2;
        failure = "a write just outside an allocation";
    }
    if (left != 0) {
        sticky = left == 2 ? ILLEGAL_ADDRESS : LAUNCH_FAILED;
        message = function.name + ": " + failure;
        std::fprintf(stderr, "software CUDA device: %s\n", message.c_str());
    }
}

void drain(Stream& stream) {
    while (!stream.pending.empty()) {
        auto next = std::move(stream.pending.front());
        stream.pending.pop_front();
        next();
    }
}

// Runs a stream's work up to an event's last record and no further.
void drainTo(Event& event) {
    while (event.recorded && !event.done && !event.stream->pending.empty()) {
        auto next = std::move(event.stream->pending.front());
        event.stream->pending.pop_front();
        next();
    }
}

Stream* find(void* stream) {
    auto it = streams.find(stream);
    return it == streams.end() ? nullptr : it->second.get();
}

int currentDevice() { return static_cast<char*>(currentContext) - contexts; }

int enqueue(void* handle, const std::string& what, std::function<void()> work) {
    Stream* stream = find(handle);
    if (stream == nullptr) {
        return INVALID_VALUE;  // the engine gives every call a stream of its own
    }
    if (stream->device != currentDevice()) {
        return INVALID_CONTEXT;
    }
    asked.emplace_back(stream, what);
    stream->pending.push_back(std::move(work));
    return SUCCESS;
}

// Whether a range is within one allocation of a device.
bool onDevice(uintptr_t at, size_t bytes, int device) {
    auto it = memories.upper_bound(at);
    if (it == memories.begin()) {
        return false;
    }
    Memory& memory = std::prev(it)->second;
    auto start = reinterpret_cast<uintptr_t>(memory.data);
    return memory.device == device && at >= start && at + bytes <= start + memory.bytes;
}

void copy(uintptr_t at, size_t bytes, int device, std::function<void()> how) {
    if (sticky != SUCCESS) {
        return;
    }
    if (!onDevice(at, bytes, device)) {
        sticky = ILLEGAL_ADDRESS;
        message = "a copy or fill outside an allocation";
        return;
    }
    how();
}

int attribute(int which) {
    switch (which) {
        case 1: return 1024;               // MAX_THREADS_PER_BLOCK
        case 8: return SHARED_PER_BLOCK;   // MAX_SHARED_MEMORY_PER_BLOCK
        case 10: return 32;                // WARP_SIZE
        case 16: return 4;                 // MULTIPROCESSOR_COUNT
        case 75: return architecture / 10; // COMPUTE_CAPABILITY_MAJOR
        case 76: return architecture % 10; // COMPUTE_CAPABILITY_MINOR
        case 97: return SHARED_OPT_IN;     // MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
        default: return -1;
    }
}

// What a call is told to fail with, or success.
int told(std::string call) {
    call = call.substr(0, call.find("_v"));
    auto it = failing.find(call);
    if (it == failing.end()) {
        return SUCCESS;
    }
    return it->second.first-- > 0 ? int(SUCCESS) : it->second.second;
}

// Words such as "cuInit=803", "cuLaunchKernel:2=701" (after two that succeed), "kernel:3=719" (the fourth launch fails
// on the device), "devices=2", "architecture=100", "memory=1000", "skip=1".
void tell(const std::string& word) {
    size_t equals = word.find('=');
    if (equals == std::string::npos) {
        return;
    }
    int64_t value = std::stoll(word.substr(equals + 1));
    std::string name = word.substr(0, equals);
    size_t colon = name.find(':');
    int64_t after = colon == std::string::npos ? 0 : std::stoll(name.substr(colon + 1));
    name = name.substr(0, colon);
    if (name == "kernel") {
        failAfter = after;
        failWith = int(value);
    } else if (name == "devices") {
        deviceCount = int(value);
    } else if (name == "architecture") {
        architecture = int(value);
    } else if (name == "memory") {
        total = value;
    } else if (name == "skip") {
        skipLaunches = value != 0;
    } else {
        failing[name] = {after, int(value)};
    }
}

void tellAll(const char* words) {
    std::stringstream all(words == nullptr ? "" : words);
    for (std::string word; all >> word;) {
        tell(word);
    }
}

// For processes that do not call the functions of control.h.
struct FromEnvironment {
    FromEnvironment() { tellAll(std::getenv("SOFTWARE_CUDA_DEVICE")); }
} fromEnvironment;

}  // namespace

[[noreturn]] void failLaunch(const char* why) {
    failure = why;
    siglongjmp(escape, 1);
}

#define LOCKED std::lock_guard<std::recursive_mutex> lock(guard)
#define MAY_BE_TOLD_TO_FAIL                            \
    LOCKED;                                            \
    if (int error = told(__func__); error != SUCCESS) { \
        return error;                                  \
    }
#define NEEDS_CONTEXT                  \
    MAY_BE_TOLD_TO_FAIL                \
    if (currentContext == nullptr) {   \
        return INVALID_CONTEXT;        \
    }                                  \
    if (sticky != SUCCESS) {           \
        return sticky;                 \
    }

extern "C" {

void standin_set_memory(uint64_t bytes) { LOCKED; total = bytes; }
uint64_t standin_allocated(int64_t device) { LOCKED; return allocated[device]; }
uint64_t standin_peak() { LOCKED; uint64_t p = peak; peak = allocated[0]; return p; }
void standin_tell(const char* words) { LOCKED; tellAll(words); }

void standin_reset() {
    LOCKED;
    failing.clear();
    failAfter = -1;
    deviceCount = 1;
    architecture = 90;
    skipLaunches = false;
}

void standin_set_order(uint64_t seed) { LOCKED; order = seed; launchNumber = 0; }
const char* standin_message() { LOCKED; return message.c_str(); }

const char* standin_asked() {
    LOCKED;
    askedText.clear();
    std::map<const Stream*, size_t> numbers;
    for (auto& [stream, what] : asked) {
        size_t number = numbers.try_emplace(stream, numbers.size()).first->second;
        askedText += std::to_string(number) + ":" + what + " ";
    }
    asked.clear();
    return askedText.c_str();
}

int64_t standin_launches(const char* prefix) {
    LOCKED;
    int64_t sum = 0;
    for (auto& [name, count] : launchCounts) {
        sum += name.rfind(prefix, 0) == 0 ? count : 0;
    }
    return sum;
}

int cuInit(unsigned) { MAY_BE_TOLD_TO_FAIL; initialised = true; return SUCCESS; }

int cuDriverGetVersion(int* version) { *version = 12060; return SUCCESS; }

int cuDeviceGetCount(int* count) { MAY_BE_TOLD_TO_FAIL; *count = deviceCount; return initialised ? SUCCESS : NOT_INITIALIZED; }

int cuDeviceGet(int* device, int ordinal) {
    MAY_BE_TOLD_TO_FAIL;
    *device = ordinal;
    return ordinal >= 0 && ordinal < deviceCount ? SUCCESS : INVALID_DEVICE;
}

int cuDeviceGetName(char* name, int length, int) {
    std::snprintf(name, length, "software CUDA device");
    return SUCCESS;
}

int cuDeviceTotalMem_v2(size_t* bytes, int) { LOCKED; *bytes = total; return SUCCESS; }

int cuDeviceGetAttribute(int* value, int which, int) {
    *value = attribute(which);
    return *value < 0 ? INVALID_VALUE : SUCCESS;
}

int cuDevicePrimaryCtxRetain(void** context, int device) {
    MAY_BE_TOLD_TO_FAIL;
    *context = &contexts[device];
    return initialised ? sticky : int(NOT_INITIALIZED);
}

int cuDevicePrimaryCtxRelease_v2(int) { LOCKED; return sticky; }

int cuCtxSetCurrent(void* context) { LOCKED; currentContext = context; return sticky; }

int cuCtxSynchronize() {
    NEEDS_CONTEXT;
    for (auto& [_, stream] : streams) {
        drain(*stream);
    }
    return sticky;
}

int cuMemGetInfo_v2(size_t* free, size_t* all) {
    NEEDS_CONTEXT;
    uint64_t used = allocated[currentDevice()];
    *free = total > used ? total - used : 0;
    *all = total;
    return SUCCESS;
}

int cuMemAlloc_v2(uintptr_t* address, size_t bytes) {
    NEEDS_CONTEXT;
    if (bytes == 0) {
        return INVALID_VALUE;
    }
    int device = currentDevice();
    if (allocated[device] + bytes > total) {
        return OUT_OF_MEMORY;
    }
    // What follows is 16 bytes away at most: devices align to 256, and kernels rely on 16.
    size_t rounded = (bytes + 15) / 16 * 16;
    size_t pages = (rounded + PAGE - 1) / PAGE * PAGE;
    size_t mapped = GUARD + FRONT + pages + GUARD;
    void* map = mmap(nullptr, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map == MAP_FAILED) {
        return OUT_OF_MEMORY;
    }
    auto* start = static_cast<unsigned char*>(map);
    mprotect(start + GUARD, FRONT + pages, PROT_READ | PROT_WRITE);
    std::memset(start + GUARD, POISON, FRONT + pages);
    unsigned char* data = start + mapped - GUARD - rounded;
    *address = reinterpret_cast<uintptr_t>(data);
    memories[*address] = {start, mapped, data, bytes, device};
    allocated[device] += bytes;
    peak = device == 0 && allocated[0] > peak ? allocated[0] : peak;
    return SUCCESS;
}

int cuMemFree_v2(uintptr_t address) {
    LOCKED;
    auto it = memories.find(address);
    if (it == memories.end()) {
        return INVALID_VALUE;
    }
    // A device finishes what uses the memory first.
    for (auto& [_, stream] : streams) {
        drain(*stream);
    }
    allocated[it->second.device] -= it->second.bytes;
    munmap(it->second.map, it->second.mapped);
    memories.erase(it);
    return sticky;
}

int cuMemAllocHost_v2(void** address, size_t bytes) {
    NEEDS_CONTEXT;
    *address = std::malloc(bytes);
    return *address == nullptr ? OUT_OF_MEMORY : SUCCESS;
}

int cuMemHostAlloc(void** address, size_t bytes, unsigned) { return cuMemAllocHost_v2(address, bytes); }

int cuMemFreeHost(void* address) {
    LOCKED;
    for (auto& [_, stream] : streams) {
        drain(*stream);
    }
    std::free(address);
    return sticky;
}

int cuMemcpyHtoDAsync_v2(uintptr_t to, const void* from, size_t bytes, void* stream) {
    NEEDS_CONTEXT;
    int device = currentDevice();
    return enqueue(stream, "in", [=] { copy(to, bytes, device, [=] { std::memcpy(reinterpret_cast<void*>(to), from, bytes); }); });
}

int cuMemcpyDtoHAsync_v2(void* to, uintptr_t from, size_t bytes, void* stream) {
    NEEDS_CONTEXT;
    int device = currentDevice();
    return enqueue(stream, "out", [=] { copy(from, bytes, device, [=] { std::memcpy(to, reinterpret_cast<void*>(from), bytes); }); });
}

int cuMemsetD32Async(uintptr_t to, unsigned value, size_t count, void* stream) {
    NEEDS_CONTEXT;
    int device = currentDevice();
    return enqueue(stream, "fill", [=] {
        copy(to, 4 * count, device, [=] {
            for (size_t k = 0; k < count; k++) {
                reinterpret_cast<unsigned*>(to)[k] = value;
            }
        });
    });
}

int cuStreamCreate(void** handle, unsigned) {
    NEEDS_CONTEXT;
    auto stream = std::make_unique<Stream>();
    stream->device = currentDevice();
    *handle = stream.get();
    streams[*handle] = std::move(stream);
    return SUCCESS;
}

int cuStreamDestroy_v2(void* handle) {
    LOCKED;
    Stream* stream = find(handle);
    if (stream == nullptr) {
        return INVALID_VALUE;
    }
    drain(*stream);
    for (auto& [_, event] : events) {
        event->stream = event->stream == stream ? nullptr : event->stream;
    }
    streams.erase(handle);
    return sticky;
}

int cuStreamSynchronize(void* handle) {
    NEEDS_CONTEXT;
    Stream* stream = find(handle);
    if (stream == nullptr) {
        return INVALID_VALUE;
    }
    asked.emplace_back(stream, "end");
    drain(*stream);
    return sticky;
}

int cuEventCreate(void** handle, unsigned) {
    NEEDS_CONTEXT;
    auto event = std::make_unique<Event>();
    *handle = event.get();
    events[*handle] = std::move(event);
    return SUCCESS;
}

int cuEventDestroy_v2(void* handle) {
    LOCKED;
    if (events.find(handle) != events.end()) {
        drainTo(*events[handle]);
    }
    return events.erase(handle) == 1 ? sticky : int(INVALID_VALUE);
}

int cuEventRecord(void* handle, void* stream) {
    NEEDS_CONTEXT;
    Event* event = static_cast<Event*>(handle);
    event->recorded = true;
    event->done = false;
    event->stream = find(stream);
    uint64_t version = ++event->version;
    return enqueue(stream, "mark", [=] {
        if (event->version == version) {
            event->done = true;
            event->time = std::chrono::steady_clock::now();
        }
    });
}

int cuEventSynchronize(void* handle) {
    NEEDS_CONTEXT;
    drainTo(*static_cast<Event*>(handle));
    return sticky;
}

int cuEventElapsedTime(float* ms, void* start, void* end) {
    NEEDS_CONTEXT;
    auto* from = static_cast<Event*>(start);
    auto* to = static_cast<Event*>(end);
    if (!from->recorded || !to->recorded) {
        return INVALID_HANDLE;
    }
    if (!from->done || !to->done) {
        return NOT_READY;
    }
    *ms = std::chrono::duration<float, std::milli>(to->time - from->time).count();
    return SUCCESS;
}

int cuStreamWaitEvent(void* stream, void* handle, unsigned) {
    NEEDS_CONTEXT;
    auto* event = static_cast<Event*>(handle);
    if (!event->recorded) {
        return SUCCESS;
    }
    return enqueue(stream, "wait", [=] { drainTo(*event); });
}

// "PTX" of the stand-in for NVRTC: the shared library in hexadecimal, as a comment.
int assemble(const char* text, std::string& library) {
    int target = 0;
    const char* code = std::strstr(text, "\n// ");
    if (std::sscanf(text, ".version 8.5\n.target sm_%d", &target) != 1 || code == nullptr) {
        return INVALID_PTX;
    }
    if (target > architecture) {
        return NO_BINARY_FOR_GPU;
    }
    for (const char* p = code + 4; std::isxdigit(static_cast<unsigned char>(p[0])); p += 2) {
        library.push_back(char(std::stoi(std::string(p, 2), nullptr, 16)));
    }
    return SUCCESS;
}

// Machine code runs on devices of the same major number and no lower minor number.
int disassemble(const void* image, std::string& library) {
    uint64_t header[3];
    std::memcpy(header, image, sizeof header);
    if (header[0] != 0x4b53504b43414244u) {
        return INVALID_IMAGE;
    }
    int target = int(header[2]);
    if (target / 10 != architecture / 10 || target > architecture) {
        return NO_BINARY_FOR_GPU;
    }
    library.assign(static_cast<const char*>(image) + sizeof header, header[1]);
    return SUCCESS;
}

int cuModuleLoadData(void** handle, const void* image) {
    NEEDS_CONTEXT;
    std::string code;
    bool text = std::memcmp(image, ".version", 8) == 0;
    int wrong = text ? assemble(static_cast<const char*>(image), code) : disassemble(image, code);
    if (wrong != SUCCESS) {
        return wrong;
    }
    char path[] = "/tmp/backspike-standin-XXXXXX";
    int file = mkstemp(path);
    if (file < 0) {
        return INVALID_IMAGE;
    }
    bool written = write(file, code.data(), code.size()) == static_cast<ssize_t>(code.size());
    close(file);
    void* library = written ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : nullptr;
    if (library == nullptr) {
        message = written ? dlerror() : "cannot write a module";
        std::fprintf(stderr, "software CUDA device: %s\n", message.c_str());
    }
    unlink(path);
    if (library == nullptr) {
        return INVALID_IMAGE;
    }
    *reinterpret_cast<Runtime**>(dlsym(library, "standin")) = new Runtime{};
    *handle = library;
    return SUCCESS;
}

int cuModuleUnload(void* handle) {
    LOCKED;
    for (auto& [_, stream] : streams) {
        drain(*stream);
    }
    delete *reinterpret_cast<Runtime**>(dlsym(handle, "standin"));
    dlclose(handle);
    return sticky;
}

int cuModuleGetFunction(void** handle, void* module, const char* name) {
    NEEDS_CONTEXT;
    void* code = dlsym(module, (std::string("standin_launch_") + name).c_str());
    if (code == nullptr) {
        return NOT_FOUND;
    }
    auto function = std::make_unique<Function>();
    function->device = currentDevice();
    function->name = name;
    function->launch = reinterpret_cast<void (*)(void**)>(code);
    function->parameterSizes =
        static_cast<const int*>(dlsym(module, (std::string("standin_sizes_") + name).c_str()));
    function->runtime = *reinterpret_cast<Runtime**>(dlsym(module, "standin"));
    *handle = function.get();
    functions[*handle] = std::move(function);
    return SUCCESS;
}

int cuFuncSetAttribute(void* handle, int which, int value) {
    NEEDS_CONTEXT;
    if (which != 8 || value > SHARED_OPT_IN) {  // MAX_DYNAMIC_SHARED_SIZE_BYTES
        return INVALID_VALUE;
    }
    static_cast<Function*>(handle)->sharedLimit = value;
    return SUCCESS;
}

int cuLaunchKernel(void* handle, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned shared, void* stream, void** parameters, void**) {
    NEEDS_CONTEXT;
    auto* function = static_cast<Function*>(handle);
    if (function->device != currentDevice()) {
        return INVALID_CONTEXT;
    }
    uint64_t threads = uint64_t{bx} * by * bz;
    if (gx == 0 || gy == 0 || gz == 0 || gy > 65535 || gz > 65535 || threads == 0 || threads > 1024
            || int(shared) > function->sharedLimit) {
        return INVALID_VALUE;
    }
    launchCounts[function->name]++;
    // Parameters are copied now: the caller's array is gone when the launch runs.
    auto bytes = std::make_shared<std::vector<unsigned char>>();
    std::vector<size_t> offsets;
    for (const int* size = function->parameterSizes; *size > 0; size++) {
        size_t at = (bytes->size() + 15) / 16 * 16;
        offsets.push_back(at);
        bytes->resize(at + *size);
        std::memcpy(bytes->data() + at, parameters[offsets.size() - 1], *size);
    }
    return enqueue(stream, function->name, [=] {
        std::vector<void*> copies;
        for (size_t offset : offsets) {
            copies.push_back(bytes->data() + offset);
        }
        launch(*function, {gx, gy, gz}, {bx, by, bz}, shared, copies.data());
    });
}

int cuGetErrorName(int error, const char** name) {
    switch (error) {
        case SUCCESS: *name = "CUDA_SUCCESS"; break;
        case INVALID_VALUE: *name = "CUDA_ERROR_INVALID_VALUE"; break;
        case OUT_OF_MEMORY: *name = "CUDA_ERROR_OUT_OF_MEMORY"; break;
        case NOT_INITIALIZED: *name = "CUDA_ERROR_NOT_INITIALIZED"; break;
        case INVALID_DEVICE: *name = "CUDA_ERROR_INVALID_DEVICE"; break;
        case INVALID_IMAGE: *name = "CUDA_ERROR_INVALID_IMAGE"; break;
        case INVALID_CONTEXT: *name = "CUDA_ERROR_INVALID_CONTEXT"; break;
        case NO_BINARY_FOR_GPU: *name = "CUDA_ERROR_NO_BINARY_FOR_GPU"; break;
        case INVALID_PTX: *name = "CUDA_ERROR_INVALID_PTX"; break;
        case INVALID_HANDLE: *name = "CUDA_ERROR_INVALID_HANDLE"; break;
        case NOT_FOUND: *name = "CUDA_ERROR_NOT_FOUND"; break;
        case NOT_READY: *name = "CUDA_ERROR_NOT_READY"; break;
        case ILLEGAL_ADDRESS: *name = "CUDA_ERROR_ILLEGAL_ADDRESS"; break;
        case LAUNCH_FAILED: *name = "CUDA_ERROR_LAUNCH_FAILED"; break;
        default: *name = "another error"; break;
    }
    return SUCCESS;
}

int cuGetErrorString(int error, const char** text) {
    LOCKED;
    if (error == sticky && !message.empty()) {
        *text = message.c_str();
        return SUCCESS;
    }
    return cuGetErrorName(error, text);
}
}
